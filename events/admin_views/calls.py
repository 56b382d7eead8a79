""" "Ring til": whom to ring about one activity, what to say, and how the call went."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from events import calls, exports, mailtexts, offers, when
from events.admin_views.buttons import step_url
from events.admin_views.participants import ActivityPageMixin
from events.admin_views.person_actions import participant_url
from events.enums import RegistrationStatus
from events.models import CallTask
from events.notifications import Mail

PEOPLE_A_PAGE = 30


class CallListView(ActivityPageMixin, View):
    """The people of one activity who wait for a call; a constant number of queries."""

    template_name = "wagtailadmin/events/calls.html"
    page_title = gettext_lazy("Ring til")
    header_icon = "mobile-alt"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a page of them, with what to say."""
        everyone = Paginator(calls.registrations_to_ring(self.activity), PEOPLE_A_PAGE)
        page = everyone.get_page(request.GET.get("p"))
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            page_obj=page,
            is_paginated=page.has_other_pages(),
            index_url=step_url(self.activity, "calls"),
            people=[_card(person) for person in calls.people_to_ring(self.activity, page)],
        )
        return TemplateResponse(request, self.template_name, context)


def _card(person: calls.Person) -> dict[str, Any]:
    registration = person.registration
    return {
        "name": registration.name or _("Uden navn endnu"),
        "url": participant_url(registration, "participant"),
        "phone": person.phone,
        "note": person.note,
        "phone_text": exports.phone_text(person.phone),
        "bounced": when.plain_day(registration.bounced_on) if registration.bounced_on else "",
        "attempts": person.attempts,
        "tried": when.moment(person.tried_at) if person.tried_at else "",
        "lines": [
            {
                "task": line.task,
                "label": mailtexts.label(line.task.kind),
                "script": line.script,
                "is_offer": line.task.kind == Mail.OFFERED
                and registration.status == RegistrationStatus.OFFERED,
            }
            for line in person.lines
        ],
    }


class OutcomeView(ActivityPageMixin, View):
    """Note how one call went. POST only."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act on the button pressed; the messages name nobody."""
        task = (
            CallTask.objects.filter(registration__activity=self.activity, pk=kwargs["pk"])
            .select_related("registration")
            .first()
        )
        if task is None:
            raise Http404
        try:
            messages.success(request, self._act(task, request.POST.get("outcome", "")))
        except (calls.NotOpen, offers.OfferOver) as refusal:
            messages.error(request, refusal.message)
        return redirect(step_url(self.activity, "calls"))

    def _act(self, task: CallTask, outcome: str) -> str:
        by = self.request.user
        match outcome:
            case "reached":
                calls.reached(task, by=by)
                said = _("Noteret: talt med.")
                if task.kind == Mail.OFFERED:
                    said = _("Noteret. Svarfristen løber fra nu.")
            case "yes" | "no":
                calls.answered(task, yes=outcome == "yes", by=by)
                said = _("Personen har fået pladsen.")
                if outcome == "no":
                    said = _("Noteret: nej tak. Pladsen går videre.")
            case "no_answer":
                calls.no_answer(task, by=by)
                said = _("Noteret: intet svar. Opkaldet bliver stående.")
            case "drop":
                calls.drop(task, by=by)
                said = _("Opkaldet er taget af listen.")
            case _unknown:
                raise Http404
        return said


def urlpatterns() -> list:
    """Return the addresses under an activity."""
    one = "<uuid:activity_pk>/ring/"
    return [
        path(one, CallListView.as_view(), name="calls"),
        path(f"{one}<uuid:pk>/", OutcomeView.as_view(), name="call_outcome"),
    ]
