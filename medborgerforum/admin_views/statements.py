"""The statements to one hearing: read, publish, refuse, reply. No address stands anywhere here."""

import csv
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.widgets.button import HeaderButton

from events import when
from events.admin_views.asking import AskingView
from events.exports import csv_cell
from medborgerforum import statements
from medborgerforum.admin_forms.hearings import ReasonForm, ReplyForm, chosen_reason
from medborgerforum.admin_views.hearings import HearingPageMixin, hearing_url
from medborgerforum.enums import StatementState
from medborgerforum.models import Statement

PER_PAGE = 30
SHOWN = "status"


class StatementListView(HearingPageMixin, View):
    """All statements to one hearing, thirty at a time, narrowed by state."""

    template_name = "wagtailadmin/medborgerforum/statements.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them, the newest first."""
        state = request.GET.get(SHOWN, "")
        state = state if state in StatementState.values else ""
        found = Statement.objects.filter(hearing=self.hearing).defer("email")
        found = found.filter(state=state) if state else found
        page = WagtailPaginator(found, PER_PAGE).get_page(request.GET.get("p"))
        numbers = statements.numbers(self.hearing)
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            hearing=self.hearing,
            rows=[(row, hearing_url("statement", self.activity, row.pk)) for row in page],
            page_obj=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            states=[
                (value, label, numbers.get(value, 0)) for value, label in StatementState.choices
            ],
            state=state,
            total=sum(numbers.values()),
            urls={name: hearing_url(name, self.activity) for name in PAGES},
            until=when.moment(self.hearing.statements_until)
            if self.hearing.statements_until
            else "",
            public_url=reverse("forum:hearing", args=[self.activity.pk]),
        )
        return TemplateResponse(request, self.template_name, context)

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the activity."""
        return []

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Lead to the question, the report and the file."""
        pages = [
            (_("Spørgsmål og frist"), "hearing_question", "edit"),
            (_("Rapport"), "hearing_report", "doc-full"),
            (_("Hent som CSV"), "statements_csv", "download"),
        ]
        return [
            HeaderButton(label, hearing_url(name, self.activity), icon_name=icon)
            for label, name, icon in pages
        ]


PAGES = ("statements", "hearing_question", "hearing_report", "hearing_report_publish")


class StatementPageMixin(HearingPageMixin):
    """What the pages about one statement share. Its address is never read."""

    page_title: Any = gettext_lazy("Høringssvar")

    @cached_property
    def statement(self) -> Statement:
        """The statement, of this hearing and no other."""
        rows = Statement.objects.filter(hearing=self.hearing).select_related("hearing")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def url(self, name: str) -> str:
        """Return the address of one of its pages."""
        return hearing_url(name, self.activity, self.statement.pk)

    def next_url(self) -> str:
        """Go back to the statement."""
        return self.url("statement")

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the statements."""
        url = hearing_url("statements", self.activity)
        return [{"url": url, "label": _("Høringssvar")}]


class StatementView(StatementPageMixin, TemplateView):
    """One whole statement, and what can be done with it."""

    template_name = "wagtailadmin/medborgerforum/statement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how it stands and the steps it can take."""
        row = self.statement
        return super().get_context_data(
            row=row,
            has_mailbox=bool(row.email),
            is_member=statements.is_verified(row),
            report_is_out=bool(self.hearing.report_published_at),
            may_publish=row.consent and row.body and row.state != StatementState.PUBLISHED,
            may_decide=row.state != StatementState.WITHDRAWN,
            urls={name: self.url(name) for name in STEPS},
            **kwargs,
        )


STEPS = ("statement_publish", "statement_refuse", "statement_reply")


class StatementStep(StatementPageMixin, AskingView):
    """A step of one statement."""

    refusals = (statements.StatementRefused,)


class PublishView(StatementStep):
    """Publish, with the consent of whoever wrote it."""

    page_title = gettext_lazy("Offentliggør")
    button = gettext_lazy("Offentliggør svaret")
    form_class = forms.Form

    def get_question(self) -> str:
        """Say under which name it will stand."""
        name = self.statement.association_name
        if not name:
            return _("Svaret kommer på høringens side under «borger».")
        return _("Svaret kommer på høringens side under «%(name)s».") % {"name": name}

    def act(self, form: Any) -> str:
        """Publish."""
        statements.publish(self.statement, by=self.request.user)
        return _("Svaret er offentliggjort.")


class RefuseView(StatementStep):
    """Do not publish, or not any more, for a reason of the list."""

    page_title = gettext_lazy("Offentliggør ikke")
    button = gettext_lazy("Offentliggør ikke")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Note it."""
        statements.do_not_publish(self.statement, chosen_reason(form), by=self.request.user)
        return _("Svaret er læst og bliver ikke offentliggjort.")


class ReplyView(StatementStep):
    """Write the city's reply."""

    page_title = gettext_lazy("Kommunens svar")

    def make_form(self, data: Any = None) -> ReplyForm:
        """Return the form with the reply as it is."""
        return ReplyForm(data, initial={"text": self.statement.reply})

    def act(self, form: ReplyForm) -> str:
        """Save."""
        statements.reply(self.statement, form.cleaned_data["text"], by=self.request.user)
        return _("Kommunens svar er gemt.")


class StatementsCsvView(HearingPageMixin, View):
    """What people wrote, as a file for the report: no address, nothing that was withdrawn."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="hoeringssvar.csv"'
        response["Cache-Control"] = "no-store, private"
        writer = csv.writer(response, delimiter=";")
        writer.writerow(
            [
                _("Modtaget"),
                _("På vegne af"),
                _("Forening"),
                _("Sprog"),
                _("Status"),
                _("Må offentliggøres"),
                _("Høringssvar"),
                _("Kommunens svar"),
            ]
        )
        rows = Statement.objects.filter(hearing=self.hearing).defer("email")
        for row in rows.exclude(state=StatementState.WITHDRAWN).order_by("created_at"):
            writer.writerow([csv_cell(cell) for cell in _cells(row)])
        return response


def _cells(row: Statement) -> list[Any]:
    return [
        when.local(row.created_at),
        row.get_behalf_display(),
        row.association_name,
        row.get_language_display(),
        row.get_state_display(),
        _("Ja") if row.consent else _("Nej"),
        row.body,
        row.reply,
    ]


def urlpatterns(hearing: str) -> list:
    """Return the addresses below those of a hearing."""
    one = f"{hearing}svar/<uuid:pk>/"
    return [
        path(f"{hearing}svar/", StatementListView.as_view(), name="statements"),
        path(f"{hearing}svar.csv", StatementsCsvView.as_view(), name="statements_csv"),
        path(one, StatementView.as_view(), name="statement"),
        path(f"{one}offentliggoer/", PublishView.as_view(), name="statement_publish"),
        path(f"{one}afvis/", RefuseView.as_view(), name="statement_refuse"),
        path(f"{one}svar/", ReplyView.as_view(), name="statement_reply"),
    ]
