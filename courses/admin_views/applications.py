"""The review of applications to one course: read, decide, see the team, send the answers."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.widgets.button import Button, HeaderButton

from courses import applications, team_mix
from courses.admin_forms.reason import ReasonForm
from courses.admin_views.application_rows import Filters, Row, rows_of
from courses.applications import ApplicationRefused
from courses.enums import Verdict
from courses.models import Application
from events import approval
from events.admin_views.activity import seats_text
from events.admin_views.buttons import step_url
from events.admin_views.participant_filters import search
from events.admin_views.participants import ActivityPageMixin
from events.admin_views.steps import StepView
from events.enums import ActivityKind
from events.models import Activity, Registration
from events.permissions import Viewer

PER_PAGE = 50
NOTHING_CHOSEN = gettext_lazy("Sæt kryds ved dem, det gælder, og vælg så igen.")


def list_url(activity: Activity) -> str:
    """Return the address of the list."""
    return reverse("courses_admin:applications", args=[activity.pk])


def buttons(activity: Activity, user: Viewer) -> Iterator[Button]:
    """Yield the way to the list, for courses whose sign-ups are approved. No query."""
    if may_apply(activity):
        yield Button(_("Ansøgninger"), list_url(activity), icon_name="clipboard-list", priority=39)


def may_apply(activity: Activity) -> bool:
    """Whether applications may exist there, as far as can be told without a query."""
    return (
        activity.kind == ActivityKind.KURSUS and activity.needs_approval and not activity.discreet
    )


class ApplicationsPageMixin(ActivityPageMixin):
    """What the pages share: only of a course, and the filters that stand in the address."""

    header_icon = "clipboard-list"
    page_title: Any = gettext_lazy("Ansøgninger")
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse first, then look whether there can be applications at all."""
        super().setup(request, *args, **kwargs)
        if not may_apply(self.activity):
            raise Http404

    @cached_property
    def filters(self) -> Filters:
        """What narrows the list: keys only, never a name."""
        return Filters(self.request.GET)

    def get_page_subtitle(self) -> str:
        """Name its seats and the activity."""
        return f"{seats_text(self.activity)} · {self.activity.title}"

    def list_url(self) -> str:
        """Return the list's address, narrowed as it was."""
        return list_url(self.activity) + self.filters.query


class DecideMixin(ApplicationsPageMixin):
    """Act on the buttons of a verdict; a refusal without a reason asks for one first."""

    def decide(self, chosen: list[UUID], verdict: str, reason: str) -> HttpResponse | None:
        """Note the verdict; return a page that asks for the reason, or None when it is done."""
        if verdict not in Verdict.values:
            raise Http404
        if not chosen:
            messages.warning(self.request, str(NOTHING_CHOSEN))
            return None
        try:
            done = applications.decide_many(
                self.activity, chosen, Verdict(verdict), reason, by=self.request.user
            )
        except applications.NoReason:
            return self._ask_for_reason(chosen)
        self._say(done, len(chosen), Verdict(verdict))
        return None

    def _say(self, done: int, chosen: int, verdict: Verdict) -> None:
        """Say how many, naming nobody: messages may lie in a cookie."""
        if done:
            text = ngettext("%(number)d: %(verdict)s.", "%(number)d: %(verdict)s.", done)
            messages.success(self.request, text % {"number": done, "verdict": verdict.label})
        if done < chosen:
            text = ngettext(
                "%(number)d er allerede besvaret eller trukket tilbage.",
                "%(number)d er allerede besvaret eller trukket tilbage.",
                chosen - done,
            )
            messages.warning(self.request, text % {"number": chosen - done})

    def _ask_for_reason(self, chosen: list[UUID]) -> HttpResponse:
        # Bound, and so with its error, only where a reason was asked for already.
        form = ReasonForm(self.request.POST if "asked" in self.request.POST else None)
        context = self.get_context_data(
            view=self, form=form, chosen=chosen, number=len(chosen), back_url=self.list_url()
        )
        return TemplateResponse(self.request, "wagtailadmin/courses/decline.html", context)


class ApplicationListView(DecideMixin, View):
    """Everyone who has applied, fifty at a time, beside the team so far.

    A fixed number of queries. A search is posted, since a name may not stand in a URL; so
    are the verdicts, with a search along if there was one.
    """

    template_name = "wagtailadmin/courses/applications.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        found = self._found()
        page = WagtailPaginator(found, PER_PAGE).get_page(request.GET.get("p"))
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            takes=applications.are_taken(self.activity),
            rows=self._rows(page),
            page_obj=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            list_url=self.list_url(),
            plain_url=list_url(self.activity),
            filters=self.filters,
            query_string=self._typed,
            reason_form=ReasonForm(auto_id="many-%s"),
            batch=applications.batch(self.activity),
            mix=team_mix.mix(self.activity),
            send_url=reverse("courses_admin:send_answers", args=[self.activity.pk]),
        )
        return TemplateResponse(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Search, or do what the button says."""
        asked: HttpResponse | None = None
        one, many = request.POST.get("one"), request.POST.get("many")
        touched: list[UUID] = []
        if one is not None:
            key, _colon, verdict = one.partition(":")
            touched = _keys([key])
            asked = self.decide(touched, verdict, "")
        elif many is not None:
            chosen = _keys(request.POST.getlist("chosen"))
            asked = self.decide(chosen, many, request.POST.get("reason", ""))
        elif "up" in request.POST or "down" in request.POST:
            touched = [self._move(request.POST)]
        if asked is not None:
            return asked
        if self._typed or not _acts(request):
            return self.get(request)
        return redirect(self._same_place(touched))

    def _same_place(self, touched: list[UUID]) -> str:
        """Return the page of the list one was on, at the row whose button was pressed."""
        number = self.request.GET.get("p", "")
        more = f"{'&' if self.filters.query else '?'}p={number}" if number.isdecimal() else ""
        return self.list_url() + more + "".join(f"#a-{key}" for key in touched)

    @cached_property
    def _typed(self) -> str:
        return self.request.POST.get("q", "").strip()

    def _found(self) -> Any:
        found = self.filters.narrow(applications.applications_of(self.activity))
        if not self._typed:
            return found
        people = Registration.objects.visible_to(self.request.user).filter(activity=self.activity)
        return found.filter(registration__in=search(people, self._typed))

    def _rows(self, page: Page) -> list[Row]:
        return rows_of(self.activity, list(page.object_list), self.filters)

    def _move(self, posted: QueryDict) -> UUID:
        up = "up" in posted
        (key,) = _keys([posted.get("up" if up else "down", "")])
        row = get_object_or_404(applications.applications_of(self.activity), pk=key)
        try:
            applications.move_reserve(row, up=up)
        except ApplicationRefused as refusal:
            messages.error(self.request, str(refusal.message))
        return key

    @property
    def header_buttons(self) -> list:
        """Lead to everyone, and to the answers."""
        send = reverse("courses_admin:send_answers", args=[self.activity.pk])
        return [
            HeaderButton(_("Send svarene"), send, icon_name="mail"),
            HeaderButton(
                _("Deltagere"), step_url(self.activity, "participants"), icon_name="group"
            ),
        ]


class ApplicationView(DecideMixin, View):
    """One whole application, with the way to the one before and the next."""

    template_name = "wagtailadmin/courses/application.html"
    application: Application

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look it up among this course's."""
        super().setup(request, *args, **kwargs)
        self.application = get_object_or_404(
            applications.applications_of(self.activity), pk=kwargs["pk"]
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        (row,) = rows_of(self.activity, [self.application], self.filters)
        before, after = self._neighbours()
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            row=row,
            before=before,
            after=after,
            list_url=self.list_url(),
            reason_form=ReasonForm(initial={"reason": self.application.reason}),
        )
        return TemplateResponse(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note the verdict and go on to the next."""
        after = self._neighbours()[1]
        verdict, reason = request.POST.get("many", ""), request.POST.get("reason", "")
        asked = self.decide([self.application.pk], verdict, reason)
        return asked or redirect(after or self.list_url())

    def _neighbours(self) -> tuple[str, str]:
        """Return the addresses of the ones before and after in the list, "" at its ends."""
        return tuple(  # type: ignore[return-value]
            reverse("courses_admin:application", args=[self.activity.pk, key]) + self.filters.query
            if key
            else ""
            for key in self.filters.neighbours(
                applications.applications_of(self.activity), self.application
            )
        )

    def get_page_title(self) -> str:
        """Name the applicant to whoever reads."""
        return self.application.registration.name

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the list."""
        return [{"url": self.list_url(), "label": _("Ansøgninger")}]


class SendAnswersView(ApplicationsPageMixin, StepView):
    """Send the answers, after saying how many get which."""

    page_title = gettext_lazy("Send svarene")
    button = gettext_lazy("Send svarene nu")
    template_name = "wagtailadmin/courses/send_answers.html"
    refusals = (ApplicationRefused, approval.SeatsDoNotFit)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the numbers, and beforehand what would be refused."""
        batch = applications.batch(self.activity)
        return super().get_context_data(
            batch=batch, activity=self.activity, obstacle=self._obstacle(batch), **kwargs
        )

    def _obstacle(self, batch: applications.Batch) -> Any:
        waiting = Registration.objects.filter(activity=self.activity).in_line().count()
        try:
            approval.check_seats(self.activity, batch.admitted, batch.reserves, waiting=waiting)
        except approval.SeatsDoNotFit as refusal:
            return refusal.message
        return ""

    def act(self, form: Any) -> str:
        """Send."""
        sent = applications.send_answers(self.activity, by=self.request.user)
        return ngettext("%(number)d har fået svar.", "%(number)d har fået svar.", sent.answers) % {
            "number": sent.answers
        }

    def next_url(self) -> str:
        """Go back to the list."""
        return self.list_url()

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the list."""
        return [{"url": self.list_url(), "label": _("Ansøgninger")}]


def _acts(request: HttpRequest) -> bool:
    return bool({"one", "many", "up", "down"} & set(request.POST))


def _keys(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Http404 from None


def urlpatterns() -> list:
    """Return the addresses below an activity."""
    one = "<uuid:activity_pk>/ansoegninger/"
    return [
        path(one, ApplicationListView.as_view(), name="applications"),
        path(f"{one}send/", SendAnswersView.as_view(), name="send_answers"),
        path(f"{one}<uuid:pk>/", ApplicationView.as_view(), name="application"),
    ]
