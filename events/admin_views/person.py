"""One participant: her story, her details, what can be done for her; and signing someone up."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages

from events import decisions, holds, likeness, participants, questions, waitlist, when
from events.admin_forms import ParticipantForm, SignUpForm
from events.admin_views.buttons import step_url
from events.admin_views.closed import registration_to_run
from events.admin_views.participant_filters import team_label
from events.admin_views.participants import UNNAMED, ActivityPageMixin, status_text
from events.admin_views.person_actions import (
    participant_url,
    person_actions,
    slip_url,
)
from events.enums import OutboxState, RegistrationSource
from events.models import Booking, CallTask, OutboxMessage, Registration
from events.notifications import Mail
from events.registration import AlreadyRegistered, RegistrationRefused

type Fact = tuple[Any, Any, str]  # label, text, link or ""

STORY = 50  # decisions shown; nobody has that many unless something went wrong


class ParticipantFormView(ActivityPageMixin, View):
    """A form below the list of participants."""

    template_name = "wagtailadmin/events/participant_form.html"
    form_class: type[ParticipantForm] = ParticipantForm
    page_title = _("Ret oplysninger")
    submit_label = _("Gem")

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the list."""
        return [{"url": step_url(self.activity, "participants"), "label": _("Deltagere")}]

    def initial(self) -> dict[str, Any]:
        """Return what stands in the form at first."""
        return {}

    def act(self, form: ParticipantForm) -> str:
        """Do what the form asks; return the sentence that says so."""
        raise NotImplementedError

    def next_url(self) -> str:
        """Return where to go on."""
        return step_url(self.activity, "participants")

    def form(self, data: Any = None) -> Any:
        """Return the form, filled in or new; a discreet activity asks less."""
        return self.form_class(data, initial=self.initial(), discreet=self.activity.discreet)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, or show the form with what is wrong."""
        form = self.form(request.POST)
        if form.is_valid():
            try:
                said = self.act(form)
            except AlreadyRegistered:
                form.add_error(
                    None, _("Personen er allerede tilmeldt. Find tilmeldingen på listen.")
                )
            except (RegistrationRefused, participants.SomeoneElse) as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, said)
                return redirect(self.next_url())
        return self.show(form)

    def show(self, form: ParticipantForm) -> HttpResponse:
        """Render the form."""
        context = self.get_context_data(
            form=form,
            activity=self.activity,
            submit_label=self.submit_label,
            back_url=step_url(self.activity, "participants"),
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)


class SignUpView(ParticipantFormView):
    """Sign up someone who phoned, wrote or came by; goes on to her page, where her slip is."""

    form_class = SignUpForm
    page_title = _("Tilmeld en person")
    submit_label = _("Tilmeld")
    registration: Registration | None = None

    def form(self, data: Any = None) -> SignUpForm:
        """Ask what other apps ask of the activity, too."""
        return SignUpForm(data, discreet=self.activity.discreet, activity=self.activity)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask first where somebody on the list may be the same person."""
        form = self.form(request.POST)
        if form.is_valid() and not form.cleaned_data["sure"]:
            alike = likeness.look_alikes(self.activity, form.person)
            if alike:
                names = ", ".join(person.name for person in alike)
                asked = _("På listen står allerede: %(names)s. Er det en anden?") % {"names": names}
                form.add_error("sure", asked)
                return self.show(form)
        return super().post(request, *args, **kwargs)

    def show(self, form: Any) -> HttpResponse:
        """Ask about look-alikes only when there are some."""
        if not form.asks_if_sure:
            form.fields.pop("sure")
        return super().show(form)

    def act(self, form: Any) -> str:
        """Sign up; the message names nobody, since messages may lie in a cookie."""
        self.registration = participants.sign_up(
            self.activity,
            form.person,
            idempotency_key=form.key,
            by=self.request.user,
            channel=form.cleaned_data["channel"],
            language=form.cleaned_data["language"] or settings.LANGUAGE_CODE,
        )
        said = _said(self.registration)
        if not self.registration.email and slip_url(self.registration):
            said += " " + str(_("Giv eller send personen sedlen: den har det personlige link."))
        return said

    def next_url(self) -> str:
        """Go to the person who was signed up."""
        if self.registration is None:
            return super().next_url()
        return participant_url(self.registration, "participant")


def _said(registration: Registration) -> str:
    if registration.is_pending:
        return str(_("Tilmeldingen afventer nu godkendelse."))
    if registration.is_waiting:
        return str(_("Der er ikke flere pladser, så personen står nu på ventelisten."))
    return str(_("Personen er tilmeldt."))


class ParticipantView(ParticipantFormView):
    """See one participant's story, do something for her, put her details right."""

    template_name = "wagtailadmin/events/participant.html"
    registration: Registration

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the person up among this activity's."""
        super().setup(request, *args, **kwargs)
        self.registration = registration_to_run(request.user, self.activity, kwargs["pk"])

    def get_page_title(self) -> str:
        """Name the person."""
        return self.registration.name or str(UNNAMED)

    def initial(self) -> dict[str, Any]:
        """Return her present details."""
        return ParticipantForm.initial_of(self.registration)

    def act(self, form: ParticipantForm) -> str:
        """Save them, or give a seat that was booked by number its name."""
        if not self.registration.name:
            holds.name_seat(self.registration.booking, form.person, registration=self.registration)
            return str(_("Navnet er skrevet på pladsen."))
        participants.amend(self.registration, form.person)
        return str(_("Oplysningerne er rettet."))

    def next_url(self) -> str:
        """Stay with the person."""
        return participant_url(self.registration, "participant")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where she stands, how she came there, and what can be done."""
        row = self.registration
        row.number_in_line = waitlist.position(row)  # type: ignore[attr-defined]
        story = row.decisions.select_related("registration", "activity", "by")
        return super().get_context_data(
            registration=row,
            status=status_text(row),
            actions=sorted(person_actions(row)),
            facts=facts(row),
            story=[(when.moment(d.at), decisions.sentence(d)) for d in story[:STORY]],
            **kwargs,
        )


def facts(row: Registration) -> list[tuple[str, str, str]]:
    """Return what is known besides her details, as (label, text, link or "")."""
    said = [*_booking_facts(row), *_mail_facts(row), *_workshop_facts(row), *_answer_facts(row)]
    return [(str(label), str(text), link) for label, text, link in said]


def _booking_facts(row: Registration) -> list[Fact]:
    booking = row.booking
    said: list[Fact] = [
        (_("Tilmeldt"), when.moment(row.created_at), ""),
        (_("Gennem"), source_text(row), ""),
    ]
    if booking.is_team:
        people = booking.registrations.active().count()
        link = f"{step_url(row.activity, 'participants')}?booking={booking.pk}"
        team = _("%(name)s, %(number)s personer") % {"name": team_label(booking), "number": people}
        said.append((_("Gruppe"), team, link))
        if booking.together:
            said.append((_("Kommer kun samlet"), _("Ja"), ""))
        if booking.names_by and not row.name:
            said.append((_("Navn senest"), when.moment(booking.names_by), ""))
    if booker := _booker(row, booking):
        said.append((_("Tilmeldt af"), booker, ""))
    if row.replaces:
        said.append((_("Afløser"), row.replaces.name, participant_url(row.replaces, "participant")))
    if other := row.replaced_by.first():
        said.append((_("Afløst af"), other.name, participant_url(other, "participant")))
    if row.expires_at:
        said.append((_("Svarfrist"), when.moment(row.expires_at), ""))
    elif row.is_offered:
        said.append((_("Svarfrist"), _("Uret går først, når nogen har talt med personen."), ""))
    if row.ended:
        said.append((_("Hvorfor afmeldt"), row.get_ended_display(), ""))
    return said


def _booker(row: Registration, booking: Booking) -> str:
    """Return who booked for her; "" where she did it herself or nobody knows."""
    same = booking.contact_name == row.name and booking.contact_email == (row.email or "")
    if same or not (booking.contact_name or booking.contact_email):
        return ""
    return " · ".join(part for part in (booking.contact_name, booking.contact_email) if part)


def source_text(row: Registration) -> str:
    """Return through which door she came, with how she reached the staff who let her in."""
    label = str(row.booking.get_source_display())
    if row.booking.source != RegistrationSource.STAFF:
        return label
    channel = participants.channel_of(row)
    return (
        str(_("Tilmeldt af medarbejder (%(channel)s)") % {"channel": channel}) if channel else label
    )


def _mail_facts(row: Registration) -> list[Fact]:
    said: list[Fact] = []
    if row.bounced_on:
        text = _("Kom retur %(day)s. Ret adressen, så sendes bekræftelsen igen.")
        said.append((_("Mail"), text % {"day": when.plain_day(row.bounced_on)}, ""))
    # A reminder of the survey would tell that she has not answered.
    waiting = (
        OutboxMessage.objects.filter(
            registration=row, state__in=[OutboxState.QUEUED, OutboxState.SENDING]
        )
        .exclude(kind=Mail.SURVEY)
        .count()
    )
    if waiting:
        said.append((_("Mail på vej"), waiting, ""))
    calls = CallTask.objects.filter(
        Q(state=CallTask.State.OPEN) | Q(state=CallTask.State.NO_ANSWER), registration=row
    ).count()
    if calls:
        said.append((_("Skal ringes op"), calls, ""))
    return said


def _workshop_facts(row: Registration) -> list[Fact]:
    return [
        (
            _("Workshop, runde %(round)s") % {"round": chosen.round},
            f"{chosen.choice.title} ({chosen.get_state_display()})",
            "",
        )
        for chosen in row.chosen.select_related("choice").order_by("round")
    ]


def _answer_facts(row: Registration) -> list[Fact]:
    """What she answered; food and access stand on a page of their own."""
    given = row.answers.select_related("question").order_by("question__sort_order")
    said: list[Fact] = [(one.question.text, ", ".join(one.value), "") for one in given]
    if row.is_confirmed and not row.activity.discreet and questions.asks_later(row.activity):
        url = participant_url(row, "person_answers")
        said.append((_("Spørgsmål, mad, tilgængelighed"), _("Se eller skriv svar"), url))
    return said


def urlpatterns() -> list:
    """Return the addresses of one person, and of signing one up."""
    return [
        path("<uuid:activity_pk>/deltagere/ny/", SignUpView.as_view(), name="sign_up"),
        path(
            "<uuid:activity_pk>/deltagere/<uuid:pk>/",
            ParticipantView.as_view(),
            name="participant",
        ),
    ]
