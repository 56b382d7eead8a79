"""Hearings in the admin: the list, the question and the window, the closing report."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from events import when
from events.admin_views.asking import AskingView
from events.admin_views.participants import ActivityPageMixin
from events.models import Activity
from events.permissions import Viewer
from medborgerforum import hearings, statements
from medborgerforum.admin_forms.hearings import HearingForm, ReportForm
from medborgerforum.enums import StatementState
from medborgerforum.models import Hearing
from medborgerforum.permissions import ForumStaffOnly, may_run_forum

NAMESPACE = "forum_admin"


def hearing_url(name: str, activity: Activity, *more: Any) -> str:
    """Return the address of one of the pages about a hearing."""
    return reverse(f"{NAMESPACE}:{name}", args=[activity.pk, *more])


def buttons(activity: Activity, user: Viewer) -> Iterator[Button]:
    """Yield the way to the statements of a hearing, for those who run the forum. No query."""
    if hearings.is_hearing(activity) and may_run_forum(user):
        url = hearing_url("statements", activity)
        yield Button(_("Høringssvar"), url, icon_name="comment", priority=39)


class HearingIndexView(ForumStaffOnly, generic.IndexView):
    """All hearings, the newest first, with how many statements nobody has read yet."""

    model = Activity
    page_title = gettext_lazy("Åbne høringer")
    header_icon = "comment"
    any_permission_required = None
    paginate_by = 30
    default_ordering = "-starts_at"
    is_searchable = False
    index_url_name = f"{NAMESPACE}:hearings"
    index_results_url_name = f"{NAMESPACE}:hearings_results"

    def get_base_queryset(self) -> Any:
        """Fetch and count what the columns show."""
        unread = Q(hearing__statements__state=StatementState.RECEIVED)
        rows = Activity.objects.visible_to(self.request.user).filter(
            kind=hearings.KIND, discreet=False
        )
        return (
            rows.with_times()
            .select_related("hearing")
            .annotate(unread=Count("hearing__statements", filter=unread, distinct=True))
        )

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            TitleColumn(
                "title",
                label=_("Høring"),
                sort_key="title",
                get_url=lambda row: hearing_url("statements", row),
                width="40%",
            ),
            Column("starts_at", accessor=_day, label=_("Dag"), sort_key="starts_at"),
            Column("status", accessor="get_status_display", label=_("Status")),
            Column("until", accessor=_until, label=_("Svar indtil")),
            StatusTagColumn(
                "unread",
                accessor=_unread,
                label=_("Ulæste svar"),
                primary=lambda row: row.unread > 0,
            ),
            Column("report", accessor=_report, label=_("Rapport")),
        ]

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the right to run the forum (checked on entering), not for the model's."""
        return True

    user_has_any_permission = user_has_permission


def _day(row: Any) -> str:
    return when.plain_day(row.first_start) if row.first_start else "–"


def _until(row: Any) -> str:
    hearing = hearings.of_activity(row)
    until = hearing.statements_until if hearing else None
    return when.moment(until) if until else "–"


def _unread(row: Any) -> str:
    return ngettext("%(number)s ulæst", "%(number)s ulæste", row.unread) % {"number": row.unread}


def _report(row: Any) -> str:
    hearing = hearings.of_activity(row)
    if hearing is None or not hearing.report:
        return "–"
    return _("Offentliggjort") if hearing.report_published_at else _("Kladde")


class HearingPageMixin(ForumStaffOnly, ActivityPageMixin):
    """What the pages about one hearing share: refuse first, then look whether it is one."""

    header_icon = "comment"
    page_title: Any = gettext_lazy("Høringssvar")
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Raise Http404 for any other activity."""
        super().setup(request, *args, **kwargs)
        if not hearings.is_hearing(self.activity):
            raise Http404

    @cached_property
    def hearing(self) -> Hearing:
        """What the forum keeps of it; made on a first look, with the usual window."""
        hearing = hearings.of(self.activity)
        hearing.activity = self.activity
        return hearing

    def next_url(self) -> str:
        """Go back to the statements."""
        return hearing_url("statements", self.activity)

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the statements."""
        return [{"url": self.next_url(), "label": _("Høringssvar")}]


class QuestionView(HearingPageMixin, AskingView):
    """What is asked, and when one can answer."""

    page_title = gettext_lazy("Spørgsmål og frist")

    def make_form(self, data: Any = None) -> HearingForm:
        """Return the form of the hearing's row."""
        return HearingForm(data, instance=self.hearing)

    def act(self, form: HearingForm) -> str:
        """Save; the report is left alone."""
        hearings.set_question(self.hearing, form.cleaned_data, by=self.request.user)
        return _("Spørgsmål og frist er gemt.")


class ReportView(HearingPageMixin, AskingView):
    """Write the closing report; it is published by a step of its own."""

    page_title = gettext_lazy("Afsluttende rapport")
    refusals = (hearings.ReportRefused,)

    def get_question(self) -> str:
        """Say whether people read it already."""
        if self.hearing.report_published_at:
            return _("Rapporten er offentliggjort. Dine rettelser ses med det samme.")
        return _("Rapporten er en kladde. Ingen ser den, før du offentliggør den.")

    def make_form(self, data: Any = None) -> ReportForm:
        """Return the form with the report as it is."""
        return ReportForm(data, initial={"text": self.hearing.report})

    def act(self, form: ReportForm) -> str:
        """Save."""
        hearings.write_report(self.hearing, form.cleaned_data["text"], by=self.request.user)
        return _("Rapporten er gemt.")


class PublishReportView(HearingPageMixin, AskingView):
    """Publish the report."""

    page_title = gettext_lazy("Offentliggør rapporten")
    button = gettext_lazy("Offentliggør rapporten")
    form_class = forms.Form
    refusals = (hearings.ReportRefused,)

    def get_question(self) -> str:
        """Say what it means, and how many statements nobody has read."""
        unread = statements.numbers(self.hearing).get(StatementState.RECEIVED, 0)
        text = _("Alle kan læse rapporten. Derefter ligger kommunens svar på høringssvarene fast.")
        if not unread:
            return text
        warning = ngettext(
            "%(number)s høringssvar er ikke behandlet endnu.",
            "%(number)s høringssvar er ikke behandlet endnu.",
            unread,
        ) % {"number": unread}
        return f"{warning} {text}"

    def act(self, form: Any) -> str:
        """Publish."""
        hearings.publish_report(self.hearing, by=self.request.user)
        return _("Rapporten er offentliggjort.")


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    from medborgerforum.admin_views import statements as statement_pages

    one = "hoeringer/<uuid:activity_pk>/"
    return [
        path("hoeringer/", HearingIndexView.as_view(), name="hearings"),
        path(
            "hoeringer/resultater/",
            HearingIndexView.as_view(results_only=True),
            name="hearings_results",
        ),
        path(f"{one}spoergsmaal/", QuestionView.as_view(), name="hearing_question"),
        path(f"{one}rapport/", ReportView.as_view(), name="hearing_report"),
        path(
            f"{one}rapport/offentliggoer/",
            PublishReportView.as_view(),
            name="hearing_report_publish",
        ),
        *statement_pages.urlpatterns(one),
    ]
