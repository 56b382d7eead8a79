"""The staff side of one discreet activity: words, needs, printed codes. For the group alone."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from courses import discreet_needs, discretion, interface, neutral_links, neutral_texts
from courses.admin_forms.neutral import RIGHT_TO_LEFT, NeutralTextForm, PersonNeedsForm
from courses.enums import NeutralLanguage
from courses.models import NeutralText
from events.admin_views.buttons import step_url
from events.admin_views.closed import registration_to_run
from events.admin_views.participants import ActivityPageMixin
from events.admin_views.steps import StepView
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity
from events.permissions import Viewer
from events.planning import DiscreetHostMissing, StepRefused

PEOPLE_A_PAGE = 50
SOURCE = neutral_texts.SOURCE


class DiscreetMixin(ActivityPageMixin):
    """Of one discreet activity: the others have none of these pages."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look it up among what this user may see. Raises Http404."""
        super().setup(request, *args, **kwargs)
        if not self.activity.discreet:
            raise Http404

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the overview."""
        return [{"url": neutral_url(self.activity), "label": _("Neutral side")}]


class NeutralView(DiscreetMixin, View):
    """What is there, what is missing, and the way to each language."""

    page_title = gettext_lazy("Neutral side")
    header_icon = "globe"
    template_name = "wagtailadmin/courses/neutral.html"

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Stand directly below the activity."""
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; a constant number of queries."""
        missing = [refusal.message for refusal in neutral_texts.missing(self.activity)]
        if not (settings.VINK_NEUTRAL_HOST and settings.VINK_NEUTRAL_FROM_EMAIL):
            missing.insert(0, DiscreetHostMissing.message)
        context = self.get_context_data(
            activity=self.activity,
            missing=missing,
            is_open=self.activity.status == ActivityStatus.OPEN,
            may_open=self.activity.status in {ActivityStatus.PLANNED, ActivityStatus.CLOSED},
            open_url=step_url(self.activity, "open"),
            public_url=neutral_links.absolute(
                neutral_links.path("activity", self.activity.pk, language=SOURCE)
            ),
            rows=list(self.rows()),
            checks_url=reverse("courses_admin:interface_checks"),
            too_few=discretion.too_few(),
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each language with how far it is."""
        texts = {text.language: text for text in self.activity.neutral_texts.all()}
        shown = interface.shown_languages()
        for language in NeutralLanguage:
            text = texts.get(language.value)
            yield {
                "label": discretion.language_name(language.value),
                "name": language.label,
                "code": language.value,
                "dir": "rtl" if language.value in RIGHT_TO_LEFT else "ltr",
                "text": text,
                "interface": language.value in shown,
                "is_shown": language.value in shown and bool(text and text.is_checked),
                "url": text_url(self.activity, language.value),
            }


class TextView(DiscreetMixin, View):
    """One language's words beside the Danish, who answers for them, and how they look."""

    header_icon = "globe"
    template_name = "wagtailadmin/courses/neutral_text.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the language. Raises Http404 for any other."""
        super().setup(request, *args, **kwargs)
        if kwargs["language"] not in NeutralLanguage.values:
            raise Http404
        self.language: str = kwargs["language"]
        texts = {text.language: text for text in self.activity.neutral_texts.all()}
        self.source = texts.get(SOURCE)
        self.text = texts.get(self.language) or NeutralText(
            activity=self.activity, language=self.language
        )

    def get_page_title(self) -> str:
        """Name the language."""
        return _("Teksten på %(language)s") % {"language": discretion.language_name(self.language)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show(NeutralTextForm(instance=self.text))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store the words, or say why not with everything as it was typed."""
        form = NeutralTextForm(request.POST, instance=self.text)
        if not form.is_valid():
            return self.refused(form)
        try:
            neutral_texts.save(form.instance, by=request.user, approval=form.approval)
        except StepRefused as refusal:
            form.add_error(None, str(refusal.message))
            return self.refused(form)
        messages.success(request, self.said(form.instance))
        return redirect(neutral_url(self.activity))

    @staticmethod
    def said(text: NeutralText) -> str:
        """Say what was done, and what is left to do."""
        if text.is_checked:
            return _("Teksten er gemt og gennemset.")
        return _("Teksten er gemt. Den mangler at blive set igennem.")

    def refused(self, form: NeutralTextForm) -> HttpResponse:
        """Show the form again."""
        messages.error(self.request, _("Teksten er ikke gemt. Ret det, der er markeret."))
        return self.show(form)

    def show(self, form: NeutralTextForm) -> HttpResponse:
        """Render the form, the Danish beside it, and what is stored as readers see it."""
        is_source = self.language == SOURCE
        context = self.get_context_data(
            form=form,
            media=form.media,
            activity=self.activity,
            is_source=is_source,
            pairs=[
                (form[name], "" if is_source or not self.source else getattr(self.source, name))
                for name in neutral_texts.WORDS
            ],
            source_missing=not is_source and self.source is None,
            stored=NeutralText.objects.filter(
                activity=self.activity, language=self.language
            ).first(),
            language=self.language,
            dir="rtl" if self.language in RIGHT_TO_LEFT else "ltr",
            back_url=neutral_url(self.activity),
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)


class NeedsView(DiscreetMixin, View):
    """Interpreters, children and companions: numbers, and who asked for what."""

    page_title = gettext_lazy("Tolk, børn og ledsagere")
    header_icon = "group"
    template_name = "wagtailadmin/courses/neutral_needs.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them; a constant number of queries."""
        page = Paginator(
            discreet_needs.with_needs(self.activity, request.user), PEOPLE_A_PAGE
        ).get_page(request.GET.get("p"))
        context = self.get_context_data(
            activity=self.activity,
            sums=discreet_needs.sums(self.activity),
            page_obj=page,
            people=discreet_needs.lines(page.object_list),
            index_url=reverse("courses_admin:neutral_needs", args=[self.activity.pk]),
            view=self,
        )
        response = TemplateResponse(request, self.template_name, context)
        response["Cache-Control"] = "no-store, private"
        return response


class PersonNeedsView(DiscreetMixin, StepView):
    """Put right what one person asked for, such as after a call."""

    page_title = gettext_lazy("Sprog og ønsker")
    button = gettext_lazy("Gem")
    form_class = PersonNeedsForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the person up for this user. Raises Http404."""
        super().setup(request, *args, **kwargs)
        self.registration = registration_to_run(request.user, self.activity, kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the person."""
        return self.registration.name

    def get_form(self, data: Any = None) -> Any:
        """Return the form with what is known."""
        return PersonNeedsForm(data, initial=discreet_needs.known(self.registration))

    def act(self, form: Any) -> str:
        """Store it."""
        discreet_needs.put_right(self.registration, **form.cleaned_data)
        return _("Det er gemt.")

    def next_url(self) -> str:
        """Go back to the list."""
        return reverse("courses_admin:neutral_needs", args=[self.activity.pk])


def neutral_url(activity: Activity) -> str:
    """Return the address of the overview."""
    return reverse("courses_admin:neutral", args=[activity.pk])


def text_url(activity: Activity, language: str) -> str:
    """Return the address of one language's words."""
    return reverse("courses_admin:neutral_text", args=[activity.pk, language])


def buttons(activity: Activity, user: Viewer) -> Iterator[Button]:
    """Yield the ways to these pages, for discreet activities. No query."""
    if not activity.discreet:
        return
    yield Button(_("Neutral side"), neutral_url(activity), icon_name="globe", priority=39)
    needs = reverse("courses_admin:neutral_needs", args=[activity.pk])
    yield Button(_("Tolk, børn og ledsagere"), needs, icon_name="group", priority=42)
    if activity.kind == ActivityKind.FORAELDREKURSUS and activity.status != "cancelled":
        codes = reverse("courses_admin:survey_codes", args=[activity.pk])
        yield Button(_("Koder til spørgeskemaet"), codes, icon_name="clipboard-list", priority=45)


def urlpatterns() -> list:
    """Return the addresses below ``/admin/kurser/``."""
    one = "<uuid:activity_pk>/neutral/"
    return [
        path(one, NeutralView.as_view(), name="neutral"),
        path(f"{one}behov/", NeedsView.as_view(), name="neutral_needs"),
        path(f"{one}behov/<uuid:pk>/", PersonNeedsView.as_view(), name="neutral_person"),
        path(f"{one}<slug:language>/", TextView.as_view(), name="neutral_text"),
    ]
