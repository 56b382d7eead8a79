"""An activity's survey: how it will be asked, and how far it is. Never who has answered."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from events import when
from events.admin_survey_forms import CodesForm, SurveySetupForm
from events.admin_views import survey_codes
from events.admin_views.buttons import step_url
from events.admin_views.participants import ActivityPageMixin
from events.admin_views.steps import StepView
from events.enums import ActivityStatus, SurveyStatus
from events.models import Instrument, Survey
from events.planning import StepRefused
from events.surveys import setup
from events.surveys.code_sheet import number_of_codes
from events.surveys.instruments import instrument_for
from events.surveys.invitations import REMINDERS, remind_unspent, reminder_times
from events.surveys.populations import HEARING, PARTICIPANTS, THEME_DAY, THEME_DAY_OTHERS

PREVIEW, RESULT = "bank_preview", "survey_result"
WHO = {
    THEME_DAY.key: gettext_lazy("Frontpersonale og civilsamfund"),
    THEME_DAY_OTHERS.key: gettext_lazy("Øvrige deltagere"),
    PARTICIPANTS.key: gettext_lazy("Alle, der kom"),
    HEARING: gettext_lazy("Alle, der kom"),
}


class NotRightNow(StepRefused):
    """Nobody can be reminded any more."""

    message = gettext_lazy("Spørgeskemaet er lukket, eller der er allerede sendt to påmindelser.")


class SurveyPage(ActivityPageMixin):
    """Mixin, first among the bases: of one activity that is not discreet."""

    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the activity up for this user; a discreet one is asked on the neutral host."""
        super().setup(request, *args, **kwargs)
        if self.activity.discreet:
            raise Http404


class SurveySetupView(SurveyPage, View):
    """Choose before the day is closed; afterwards see how far it is."""

    page_title = gettext_lazy("Spørgeskema")
    template_name = "wagtailadmin/events/survey_setup.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or the surveys."""
        return self.show(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store what was chosen, or say why not."""
        form = self.make_form(request.POST)
        if form is None:
            messages.error(request, setup.AlreadyOpen.message)
            return redirect(step_url(self.activity, "survey_setup"))
        if not form.is_valid():
            return self.show(form)
        try:
            setup.choose(
                self.activity,
                layout=form.cleaned_data["layout"],
                closes_on=form.cleaned_data["closes_on"],
                speakers=form.speakers,
            )
        except setup.ClosesTooSoon as refusal:
            form.add_error("closes_on", str(refusal.message))
            return self.show(form)
        except StepRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Gemt. Sådan bliver der spurgt."))
        return redirect(step_url(self.activity, "survey_setup"))

    @cached_property
    def instrument(self) -> Instrument | None:
        """The questionnaire that will be asked."""
        return instrument_for(self.activity)

    @cached_property
    def surveys(self) -> list[Survey]:
        """The activity's surveys, one for each population."""
        rows = Survey.objects.filter(activity=self.activity).select_related("instrument")
        return list(rows.order_by("population"))

    def make_form(self, data: Any = None) -> SurveySetupForm | None:
        """Return the form; None where there is nothing (more) to choose."""
        over = self.activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}
        by_codes = setup.asks_by_codes(self.activity)
        if self.surveys or self.instrument is None or (over and not by_codes):
            return None
        return SurveySetupForm(
            data,
            setup=setup.setup_of(self.activity),
            layout=self.instrument.layout,
            days=settings.VINK_SURVEY_OPEN_DAYS,
            speakers=setup.number_of_speakers(self.instrument),
        )

    def show(self, form: SurveySetupForm | None) -> HttpResponse:
        """Render the page."""
        by_codes = not self.surveys and setup.asks_by_codes(self.activity)
        no_codes = setup.why_no_codes(self.activity) if by_codes else None
        context = self.get_context_data(
            activity=self.activity,
            form=form,
            media=form.media if form else "",
            instrument=self.instrument,
            number_of_questions=self.number_of_questions(),
            preview_url=_link(PREVIEW, self.instrument.pk) if self.instrument else "",
            surveys=[standing(survey) for survey in self.surveys],
            by_codes=by_codes,
            no_codes=no_codes.message if no_codes else "",
            codes_form=CodesForm(initial={"number": setup.heads(self.activity) or None}),
            codes_url=step_url(self.activity, "survey_make_codes"),
            remind_url=step_url(self.activity, "survey_remind"),
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)

    def number_of_questions(self) -> int:
        """Count the questions of the questionnaire, without those about speakers."""
        if self.instrument is None:
            return 0
        return self.instrument.questions.exclude(purpose="speaker").count()


def standing(survey: Survey) -> dict[str, Any]:
    """Return what staff may know of a survey: of an open one about how many have answered."""
    is_open = survey.status == SurveyStatus.OPEN and survey.closes_at > timezone.now()
    codes = number_of_codes(survey) if is_open else 0
    invited = is_open and codes < survey.eligible
    return {
        "survey": survey,
        "who": WHO.get(survey.population, survey.population),
        "is_open": is_open,
        "is_sealed": survey.status == SurveyStatus.SEALED,
        "closes": when.moment(survey.closes_at),
        "said": about_how_many(survey),
        "codes": codes,
        "sheets": survey_codes.offers(survey) if codes else [],
        "codes_take_long": survey_codes.takes_long(codes),
        "reminders": list(_reminders(survey)) if invited else [],
        "can_remind": invited and survey.reminders_sent < len(REMINDERS),
        "result_url": _link(RESULT, survey.pk) if survey.status == SurveyStatus.SEALED else "",
    }


def about_how_many(survey: Survey) -> str:
    """Say how many had answered when it was last counted, in steps of five; "" before."""
    if survey.counted_on is None:
        return ""
    told = {
        "number": survey.shown_count,
        "eligible": survey.eligible,
        "day": when.plain_day(survey.counted_on),
    }
    if not survey.shown_count:
        return _("Færre end 5 af %(eligible)s havde svaret ved opgørelsen %(day)s.") % told
    return _("Mindst %(number)s af %(eligible)s havde svaret ved opgørelsen %(day)s.") % told


def _reminders(survey: Survey) -> Iterator[str]:
    for number, moment in enumerate(reminder_times(survey), start=1):
        if number <= survey.reminders_sent:
            yield _("Påmindelse %(number)s er sendt.") % {"number": number}
        else:
            told = {"number": number, "moment": when.moment(moment)}
            yield _("Påmindelse %(number)s sendes %(moment)s.") % told


def _link(name: str, *args: Any) -> str:
    """Return the address of a page that another part of the admin has; "" where it has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class SurveyStep(SurveyPage, StepView):
    """A step taken from the page of the survey."""

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the page of the survey."""
        return [{"url": self.next_url(), "label": _("Spørgeskema")}]

    def next_url(self) -> str:
        """Go back to it."""
        return step_url(self.activity, "survey_setup")


class RemindView(SurveyStep):
    """Remind everyone who has not answered, now."""

    page_title = gettext_lazy("Send en påmindelse nu")
    question = gettext_lazy(
        "Alle, der fik et link og ikke har svaret, får samme mail på én gang. Ingen kan se, hvem "
        "det er. Der sendes højst to påmindelser i alt."
    )
    button = gettext_lazy("Send påmindelsen")

    def act(self, form: Any) -> str:
        """Remind; how many are written to is told to nobody."""
        surveys = Survey.objects.filter(activity=self.activity, status=SurveyStatus.OPEN)
        if not sum(remind_unspent(survey) for survey in surveys):
            raise NotRightNow
        return _("Påmindelsen er på vej.")


class MakeCodesView(SurveyStep):
    """Open the survey by printed codes, where heads are counted."""

    page_title = gettext_lazy("Lav koder")
    question = gettext_lazy("Spørgeskemaet åbner med det samme. Koderne kan printes bagefter.")
    button = gettext_lazy("Lav koder, og åbn spørgeskemaet")
    form_class = CodesForm
    refusals = (StepRefused,)

    def get_form(self, data: Any = None) -> CodesForm:
        """Suggest as many as heads were counted."""
        return CodesForm(data, initial={"number": setup.heads(self.activity) or None})

    def act(self, form: Any) -> str:
        """Make them."""
        survey = setup.make_codes(self.activity, form.cleaned_data["number"])
        return _("Spørgeskemaet er åbent med %(number)s koder.") % {"number": survey.eligible}


def urlpatterns() -> list:
    """Return what stands below an activity."""
    one = "<uuid:activity_pk>/spoergeskema/"
    return [
        path(one, SurveySetupView.as_view(), name="survey_setup"),
        path(f"{one}paamind/", RemindView.as_view(), name="survey_remind"),
        path(f"{one}koder/", MakeCodesView.as_view(), name="survey_make_codes"),
        *survey_codes.urlpatterns(),
    ]
