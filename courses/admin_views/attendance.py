"""Who came to which session of a course, how far each one is, and ticking from the desk."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from courses import completion, turns
from courses.completion import Progress, Turn
from events import attendance, when
from events.admin_views.closed import registration_to_run
from events.admin_views.participants import ActivityPageMixin
from events.admin_views.person_actions import participant_url
from events.enums import ActivityKind, ActivityStatus, AttendanceState
from events.models import Activity, Registration, Session
from events.permissions import Viewer

PEOPLE_A_PAGE = 30


def table_url(activity: Activity) -> str:
    """Return the address of the activity's table."""
    return reverse("courses_admin:attendance", args=[activity.pk])


def buttons(activity: Activity, user: Viewer) -> Iterator[Button]:
    """Yield the way to the table, for courses. No query."""
    if activity.kind == ActivityKind.KURSUS and activity.status != ActivityStatus.CANCELLED:
        yield Button(_("Fremmøde"), table_url(activity), icon_name="tick", priority=41)


class AttendanceView(ActivityPageMixin, View):
    """Participants by sessions; a constant number of queries. By POST one mark is turned."""

    template_name = "wagtailadmin/courses/attendance.html"
    page_title = gettext_lazy("Fremmøde")
    header_icon = "tick"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a page of them."""
        seated = Registration.objects.visible_to(request.user).filter(activity=self.activity)
        everyone = Paginator(seated.confirmed().order_by("sort_key", "pk"), PEOPLE_A_PAGE)
        page = everyone.get_page(request.GET.get("p"))
        steps = completion.of_people(self.activity, page.object_list)
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            sessions=self.sessions(steps),
            rows=[self.row(person, steps[person.pk]) for person in page],
            page_obj=page,
            is_paginated=page.has_other_pages(),
            index_url=table_url(self.activity),
        )
        return TemplateResponse(request, self.template_name, context)

    def sessions(self, steps: dict[UUID, Progress]) -> list[dict[str, Any]]:
        """Describe the columns; from the first person, since they are the same for all."""
        first = next(iter(steps.values()), None)
        return [
            {
                "number": turn.number,
                "day": when.short_day(turn.session.start),
                "required": turn.required,
                "full": when.session_time(turn.session),
            }
            for turn in (first.sessions if first else ())
        ]

    def row(self, person: Registration, steps: Progress) -> dict[str, Any]:
        """Describe one person."""
        return {
            "person": person,
            "url": reverse("courses_admin:person_sessions", args=[self.activity.pk, person.pk]),
            "cells": [_cell(person, turn) for turn in steps.sessions],
            "attended": steps.attended,
            "needed": steps.needed,
            "met": steps.met,
            "missing": ", ".join(str(n) for n in turns.missing_numbers(steps)),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tick one person off at one session, or take the tick away."""
        person, _sep, session = request.POST.get("turn", "").partition(":")
        registration = registration_to_run(request.user, self.activity, _key(person))
        found = Session.objects.filter(activity=self.activity, pk=_key(session)).first()
        if found is None or self.activity.status == ActivityStatus.CANCELLED:
            raise Http404
        if found.start > timezone.now():
            messages.error(request, _("Mødegangen er ikke begyndt, så ingen kan være mødt."))
        else:
            try:
                attendance.mark(
                    registration, found, self.turned(registration, found), by=request.user
                )
            except attendance.NotOnTheList as refusal:
                messages.error(request, str(refusal.message))
        page = request.POST.get("p", "")
        number = f"?p={page}" if page.isdigit() else ""
        return redirect(f"{table_url(self.activity)}{number}#p-{registration.pk}")

    def turned(self, registration: Registration, session: Session) -> AttendanceState | None:
        """Return the opposite of what is noted. On a closed day nobody is left without a note."""
        present = registration.attendances.filter(session=session, state=AttendanceState.PRESENT)
        if not present.exists():
            return AttendanceState.PRESENT
        held = self.activity.status == ActivityStatus.HELD
        return AttendanceState.ABSENT if held else None


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _cell(person: Registration, turn: Turn) -> dict[str, Any]:
    """Describe one person at one session: a sign, a word, and whether it can be turned."""
    sign, word = _sign(turn)
    return {
        "key": f"{person.pk}:{turn.session.pk}",
        "number": turn.number,
        "day": when.short_day(turn.session.start),
        "sign": sign,
        "word": word,
        "can_turn": turn.session.start <= timezone.now() and not turn.is_made_up,
        "is_present": turn.is_present,
    }


def _sign(turn: Turn) -> tuple[str, str]:
    if turn.is_present:
        return "✓", _("Mødt")
    if turn.is_made_up:
        return "↷", _("Indhentet på et andet hold")
    if turn.make_up is not None and not turn.make_up.state:
        return "→", _("Indhenter på et andet hold")
    if turn.state == AttendanceState.ABSENT:
        # Who said so beforehand did not stay away without a word.
        return "–", _("Fravær, meldt før") if turn.absence_noted else _("Udeblevet")
    if turn.absence_noted:
        return "○", _("Har meldt fravær")
    return "", _("Ikke noteret")


class PersonSessionsView(ActivityPageMixin, View):
    """One participant's sessions: absence said by phone, and making up elsewhere."""

    template_name = "wagtailadmin/courses/person_sessions.html"
    page_title = gettext_lazy("Mødegange")
    header_icon = "tick"
    registration: Registration

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the person up among this activity's."""
        super().setup(request, *args, **kwargs)
        self.registration = registration_to_run(request.user, self.activity, kwargs["pk"])
        if self.activity.discreet:
            raise Http404

    def get_page_subtitle(self) -> str:
        """Name the person to whoever looks."""
        return self.registration.name

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the table."""
        return [{"url": table_url(self.activity), "label": _("Fremmøde")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        steps = completion.progress(self.registration)
        context = self.get_context_data(
            view=self,
            person=self.registration,
            person_url=participant_url(self.registration, "participant"),
            progress=turns.progress_text(steps),
            met=steps.met,
            lines=turns.lines(self.registration, steps),
            back_url=table_url(self.activity),
        )
        return TemplateResponse(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one thing on the person's behalf."""
        at = request.POST.get("at", "")
        try:
            said = turns.act(
                self.registration,
                request.POST.get("step", ""),
                _key(request.POST.get("session", "")),
                _key(at) if at else None,
            )
        except turns.UnknownStep as error:
            raise Http404 from error
        except turns.REFUSALS as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, said)
        return redirect("courses_admin:person_sessions", self.activity.pk, self.registration.pk)


def urlpatterns() -> list:
    """Return the addresses below ``/admin/kurser/``."""
    one = "<uuid:activity_pk>/fremmoede/"
    return [
        path(one, AttendanceView.as_view(), name="attendance"),
        path(f"{one}<uuid:pk>/", PersonSessionsView.as_view(), name="person_sessions"),
    ]
