"""Members in the admin: the lists, one association, its people, and the history as a file.

There is no field for notes, and no way to throw an association out.
"""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from medborgerforum import leaving, membership, membership_history, renewal, representatives
from medborgerforum.admin_views import association_steps as steps
from medborgerforum.admin_views.association_frame import INDEX, AssociationPage, association_url
from medborgerforum.admin_views.association_rows import Filters, Row, waiting, with_words
from medborgerforum.enums import MembershipState, WorkLanguage
from medborgerforum.models import Signatory
from medborgerforum.permissions import ForumStaffOnly

PER_PAGE = 50
SEARCHED = 120  # letters


class AssociationListView(ForumStaffOnly, WagtailAdminTemplateMixin, View):
    """All associations, fifty a page. A search is posted: a group may bear somebody's name."""

    page_title = _("Foreninger")
    header_icon = "group"
    template_name = "wagtailadmin/medborgerforum/associations.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def header_buttons(self) -> list:
        """Who has not answered; the history of all as a file."""
        waits, file = (
            reverse("forum_admin:associations_waiting"),
            reverse("forum_admin:associations_csv"),
        )
        return [
            HeaderButton(_("Hvem mangler at svare"), waits, icon_name="time"),
            HeaderButton(_("Historik (CSV)"), file, icon_name="download"),
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        return self.show("")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show what fits the search."""
        return self.show(request.POST.get("q", "").strip()[:SEARCHED])

    def show(self, typed: str) -> HttpResponse:
        """Render a page of the list; a fixed number of queries."""
        filters = Filters(self.request.GET)
        page = WagtailPaginator(filters.narrow(typed), PER_PAGE).get_page(self.request.GET.get("p"))
        context = self.get_context_data(
            view=self,
            filters=filters,
            typed=typed,
            rows=with_words(page),
            plain_url=reverse(INDEX),
            **_paged(page),
        )
        return TemplateResponse(self.request, self.template_name, context)


class WaitingView(ForumStaffOnly, WagtailAdminTemplateMixin, View):
    """The members that have not accepted the newest charter, for the coordinator alone."""

    page_title = _("Hvem mangler at svare på charteret")
    header_icon = "time"
    template_name = "wagtailadmin/medborgerforum/associations_waiting.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        index = {"url": reverse(INDEX), "label": _("Foreninger")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, those whose membership ends first at the top."""
        page: Page[Row] = WagtailPaginator(waiting(), PER_PAGE).get_page(request.GET.get("p"))
        context = self.get_context_data(
            view=self,
            rows=page.object_list,
            plain_url=reverse("forum_admin:associations_waiting"),
            **_paged(page),
        )
        return TemplateResponse(request, self.template_name, context)


def _paged(page: Page[Any]) -> dict[str, Any]:
    return {
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
    }


class AssociationView(AssociationPage, View):
    """One association: how it stands, its entry, who speaks for it, its history."""

    page_title = _("Forening")
    template_name = "wagtailadmin/medborgerforum/association.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        association = self.association
        standing = membership.standing(association)
        has_left = association.state == MembershipState.LEFT
        people = list(representatives.of(association))
        languages = dict(WorkLanguage.choices)
        left = leaving.left_at(association) if has_left else None
        context = self.get_context_data(
            view=self,
            row=with_words([association])[0],
            association=association,
            standing=standing,
            terms=renewal.terms(standing.accepted) if standing.to_accept else None,
            works_in=[languages[code] for code in association.works_in if code in languages],
            people=[self._person(one) for one in people],
            history=self._history(),
            has_left=has_left,
            deleted_on=representatives.deleted_on(left) if left else None,
            invite_url=""
            if has_left or len(people) >= representatives.MOST
            else association_url(association, "invite"),
            leave_url="" if has_left else association_url(association, "leave"),
        )
        return TemplateResponse(request, self.template_name, context)

    def _person(self, row: Any) -> dict[str, Any]:
        def url(step: str) -> str:
            return association_url(self.association, step, row.pk)

        return {
            "row": row,
            "resend_url": url("resend"),
            "renew_url": url("renew_link"),
            "remove_url": url("remove"),
        }

    def _history(self) -> list[dict[str, Any]]:
        named = set(
            Signatory.objects.filter(
                event__association=self.association, blanked_on__isnull=True
            ).values_list("pk", flat=True)
        )
        return [
            {
                "row": row,
                "correct_url": association_url(self.association, "signatory", row.key)
                if row.key in named and row.key
                else "",
            }
            for row in membership_history.rows(self.association)
        ]


class HistoryFileView(ForumStaffOnly, View):
    """The history of all memberships as CSV, without names of persons."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the file."""
        text = "".join(membership_history.staff_csv())
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="medborgerforum-historik.csv"'
        response["Cache-Control"] = "private, no-store"
        return response


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    one = "foreninger/<uuid:pk>/"
    person = f"{one}repraesentanter/<uuid:person_pk>/"
    return [
        path("foreninger/", AssociationListView.as_view(), name="associations"),
        path("foreninger/mangler-svar/", WaitingView.as_view(), name="associations_waiting"),
        path("foreninger/historik.csv", HistoryFileView.as_view(), name="associations_csv"),
        path(one, AssociationView.as_view(), name="association"),
        path(f"{one}udtraeder/", steps.LeaveView.as_view(), name="association_leave"),
        path(
            f"{one}underskriver/<uuid:event_pk>/",
            steps.SignatoryView.as_view(),
            name="association_signatory",
        ),
        path(f"{one}repraesentanter/ny/", steps.InviteView.as_view(), name="association_invite"),
        path(f"{person}link/", steps.ResendView.as_view(), name="association_resend"),
        path(f"{person}nyt-link/", steps.RenewLinkView.as_view(), name="association_renew_link"),
        path(f"{person}fjern/", steps.RemoveView.as_view(), name="association_remove"),
    ]
