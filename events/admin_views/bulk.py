"""Steps for many participants of one activity, in Wagtail's manner: choose, be asked, done."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from events import approval, cancellation
from events.admin_forms import RefuseForm
from events.admin_views.bulk_buttons import DECIDE, RESEND, WITHDRAW, BulkButton
from events.admin_views.closed import activity_to_run
from events.admin_views.participant_filters import narrowed
from events.enums import EndReason
from events.models import Activity, Registration
from events.permissions import may_run
from events.registration import resend_confirmation

AT_ONCE = 500
"""So many are changed in one transaction; it holds the activity's row all the while."""
SHOWN = 20


class ParticipantsAction(BulkAction):
    """Base: only for those who run the activity, and only of one activity at a time.

    Wagtail's address holds the keys of the chosen, or ``all`` with the list's own filters.
    """

    models = [Registration]
    template_name = "wagtailadmin/events/bulk.html"
    button: BulkButton
    question: Any = ""
    display_name = aria_label = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the right before anything is looked up."""
        if not may_run(request.user):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD", "POST"}:
            return self.http_method_not_allowed(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def activity(self) -> Activity:
        """The one activity of all who were chosen. Raises Http404 for several, or none."""
        user = self.request.user
        if self._all:
            return activity_to_run(user, _keys([self.request.GET.get("childOf", "")])[0])
        chosen = Registration.objects.visible_to(user).filter(pk__in=self._chosen)
        activities = list(chosen.order_by().values_list("activity", flat=True).distinct()[:2])
        if len(activities) != 1:
            raise Http404
        return activity_to_run(user, activities[0])

    @cached_property
    def _all(self) -> bool:
        return "all" in self.request.GET.getlist("id")

    @cached_property
    def _chosen(self) -> list[UUID]:
        return _keys(self.request.GET.getlist("id"))

    @cached_property
    def rows(self) -> list[Registration]:
        """Whoever was chosen, at most one more than can be done at once."""
        people = Registration.objects.visible_to(self.request.user).filter(activity=self.activity)
        if self._all:
            people = narrowed(self.request, self.activity, people)
        else:
            people = people.filter(pk__in=self._chosen)
        return list(people.select_related("booking").order_by("sort_key", "pk")[: AT_ONCE + 1])

    @property
    def too_many(self) -> bool:
        """Whether more were chosen than can be done at once."""
        return len(self.rows) > AT_ONCE

    def applies(self, registration: Registration) -> bool:
        """Return whether the step makes sense for this person now."""
        raise NotImplementedError

    def get_actionable_objects(self) -> tuple[list[Registration], dict[str, list[Registration]]]:
        """Split the chosen into those for whom it makes sense and the others."""
        if self.too_many:
            return [], {"items_with_no_access": []}
        fit = [row for row in self.rows if self.applies(row)]
        fitting = {row.pk for row in fit}
        return fit, {"items_with_no_access": [r for r in self.rows if r.pk not in fitting]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the question."""
        context = super().get_context_data(**kwargs)
        number = len(context["items"])
        return {
            **context,
            "activity": self.activity,
            "number": number,
            "left_out": len(context["items_with_no_access"]),
            "shown": [item["item"].name for item in context["items"][:SHOWN] if item["item"].name],
            "more": max(0, number - SHOWN),
            "too_many": self.too_many,
            "at_once": AT_ONCE,
            "title": self.button.label,
            "question": self.question,
            "serious": self.button.serious,
        }

    def act(self, rows: list[Registration]) -> int:
        """Do it; return for how many it was done."""
        raise NotImplementedError

    def execute_action(self, objects: list[Registration], **kwargs: Any) -> tuple[int, int]:
        """Do it inside Wagtail's transaction; count those for whom it was too late by now."""
        done = self.act(objects)
        return done, len(self.rows) - done

    def get_success_message(self, done: int, left: int) -> str:
        """Say for how many, naming nobody: messages may lie in a cookie."""
        text = ngettext(
            "Udført for %(number)s person.", "Udført for %(number)s personer.", done
        ) % {"number": done}
        if left:
            text += " " + ngettext(
                "%(number)s blev sprunget over, fordi det ikke passer til tilmeldingens status.",
                "%(number)s blev sprunget over, fordi det ikke passer til tilmeldingernes status.",
                left,
            ) % {"number": left}
        return text


def _keys(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Http404 from None


class WithdrawMany(ParticipantsAction):
    """Withdraw those chosen; their seats go on."""

    action_type = WITHDRAW.action
    button = WITHDRAW
    question = _(
        "De meldes fra, og deres pladser går videre til de næste på ventelisten. "
        "Hver får en kvittering, hvis der er en e-mail."
    )

    def applies(self, registration: Registration) -> bool:
        """Only who has a seat, or a place in line, can lose it."""
        return registration.is_active

    def act(self, rows: list[Registration]) -> int:
        """Withdraw one after the other."""
        done = 0
        for row in rows:
            try:
                cancellation.withdraw(
                    row, reason=EndReason.WITHDRAWN_BY_STAFF, by=self.request.user
                )
            except cancellation.TooLate:
                continue
            done += 1
        return done


class ResendMany(ParticipantsAction):
    """Send the confirmation once more."""

    action_type = RESEND.action
    button = RESEND
    question = _("Hver får den mail igen, som passer til tilmeldingens status nu.")

    def applies(self, registration: Registration) -> bool:
        """Only who is signed up and has an address."""
        return registration.is_active and bool(registration.email)

    def act(self, rows: list[Registration]) -> int:
        """Queue the mails."""
        resend_confirmation(rows)
        return len(rows)


class _Decide(ParticipantsAction):
    def applies(self, registration: Registration) -> bool:
        """Only who waits for an answer."""
        return registration.is_pending

    def act(self, rows: list[Registration]) -> int:
        """Decide about one after the other, the first to sign up first."""
        done = 0
        for row in sorted(rows, key=lambda row: (row.created_at, row.pk)):
            try:
                self.decide(row)
            except approval.NotPending:
                continue
            done += 1
        return done

    def decide(self, row: Registration) -> None:
        raise NotImplementedError


class ApproveMany(_Decide):
    """Approve those chosen."""

    action_type, button = DECIDE[0].action, DECIDE[0]
    question = _(
        "De får plads i den rækkefølge, de meldte sig til. Er der ikke plads til alle, kommer "
        "resten på ventelisten. Hver får besked på mail."
    )

    def decide(self, row: Registration) -> None:
        """Say yes."""
        approval.approve(row, by=self.request.user)


class RefuseMany(_Decide):
    """Refuse those chosen, with one reason for all."""

    action_type, button = DECIDE[1].action, DECIDE[1]
    question = _("De får besked på mail med begrundelsen.")
    form_class: type[forms.BaseForm] = RefuseForm

    def decide(self, row: Registration) -> None:
        """Say no."""
        assert self.cleaned_form is not None
        approval.refuse(row, self.cleaned_form.cleaned_data["reason"], by=self.request.user)


ACTIONS = (ApproveMany, RefuseMany, ResendMany, WithdrawMany)
