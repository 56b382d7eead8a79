"""A house in which one discreet person is all over the place, and others go about their work.

``World.build()`` fills the database by the ways the portal itself takes: sign-up on the neutral
host, the line, offers, withdrawals, attendance, calls, mail, codes of a survey.
"""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from wagtail.models import APIToken

from courses import neutral_signup, neutral_texts
from courses.enums import NeutralLanguage
from courses.models import Course, CoursePart, NeutralNeeds, NeutralText
from events import attendance, cancellation, notifications, outbox, planning, webhooks
from events.enums import (
    ActivityKind,
    ActivityStatus,
    AttendanceState,
    RegistrationStatus,
    SurveyStatus,
)
from events.models import (
    AbsenceNotice,
    Activity,
    Booking,
    CallTask,
    DocumentJob,
    OutboxMessage,
    PreparationItem,
    QueueDecision,
    Registration,
    Session,
    SignupQuestion,
    Survey,
    SurveyComment,
    SurveyInvitation,
    Webhook,
)
from events.notifications import Mail
from events.registration import Person
from events.surveys.invitations import hash_of
from portal.accounts.models import User
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory
from tests.knowledge.small_site import SmallSite, add_article, make_site
from tests.leaks import marks
from tests.surveys.makers import make_instrument

NEUTRAL_HOST = "aftaler.example"
NEUTRAL_FROM = "Aftaler <hej@aftaler.example>"
SETTINGS: dict[str, Any] = {
    "VINK_NEUTRAL_HOST": NEUTRAL_HOST,
    "VINK_NEUTRAL_FROM_EMAIL": NEUTRAL_FROM,
    "ALLOWED_HOSTS": ["testserver", NEUTRAL_HOST],
}
COURSE_LEADER = "Kursusleder"
STAFF = ("Redaktør", "Arrangør", "Forumkoordinator", "Analytiker", "Administrator")
ORDINARY_EMAIL = "almindelig@skole.example"


@dataclass
class World:
    """Whom and what there is."""

    site: SmallSite
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    ordinary: list[Activity] = field(default_factory=list)
    mails: list[Any] = field(default_factory=list)
    coming: Activity = field(init=False)
    over: Activity = field(init=False)
    person: Registration = field(init=False)
    survey: Survey = field(init=False)

    @classmethod
    def build(cls) -> "World":
        """Return it, with the neutral host set up."""
        with override_settings(**SETTINGS):
            world = cls(make_site())
            world._people_of_the_house()
            world._ordinary_days()
            world._webhook()
            world._coming_course()
            world._course_that_is_over()
            world._traces()
            # Most of the mails leave, some stay queued.
            outbox.deliver_due(limit=6)
            webhooks.note_seats()
        world.mails = list(mail.outbox)
        return world

    @property
    def keys(self) -> dict[str, str]:
        """The keys of the discreet rows, each with what it is the key of."""
        named: dict[str, Any] = {
            "an activity": Activity.objects.filter(discreet=True),
            "a session": Session.objects.filter(activity__discreet=True),
            "a booking": Booking.objects.filter(activity__discreet=True),
            "a registration": Registration.objects.filter(activity__discreet=True),
            "a survey": Survey.objects.filter(activity__discreet=True),
            "an invitation": SurveyInvitation.objects.filter(survey__activity__discreet=True),
        }
        return {
            str(key): name
            for name, rows in named.items()
            for key in rows.values_list("pk", flat=True)
        }

    def _people_of_the_house(self) -> None:
        for role in (*STAFF, COURSE_LEADER):
            self.users[role] = UserFactory(role=role)
        self.users["superuser"] = UserFactory(is_superuser=True, is_staff=True)
        self.users["participant"] = UserFactory(email=ORDINARY_EMAIL)
        self.users["her own account"] = UserFactory(email="hende@zzq.example")
        for role, email in (("participant", ORDINARY_EMAIL), ("her own account", marks.EMAIL)):
            EmailAddress.objects.create(
                user=self.users[role], email=email, verified=True, primary=role == "participant"
            )
        for role in (*STAFF, COURSE_LEADER, "superuser"):
            _row, self.tokens[role] = APIToken.create_token(user=self.users[role], name="prøve")

    def _ordinary_days(self) -> None:
        add_article(self.site, "Tegn på bekymring")
        for days in (20, 40, -10):
            activity = ActivityFactory(starts_in_days=days, capacity=3)
            RegistrationFactory(activity=activity, email=ORDINARY_EMAIL, name="Almindelig Person")
            RegistrationFactory(activity=activity, status=RegistrationStatus.WAITING)
            self.ordinary.append(activity)

    def _webhook(self) -> None:
        every = [event.value for event in webhooks.Event]
        Webhook.objects.create(name="Andre", url="https://andre.example/", kinds=every)

    def _coming_course(self) -> None:
        self.coming = self._course(starts_in_days=20)
        planning.open_signup(self.coming, by=self.users[COURSE_LEADER])
        # By the door that parents take, with someone along.
        neutral_signup.sign_up(
            self.coming,
            Person(name=marks.NAME, email=marks.EMAIL, phone=marks.PHONE),
            neutral_signup.Needs(
                interpreter=marks.INTERPRETER, children=2, companion=marks.COMPANION
            ),
            language="da",
            form_key=uuid.uuid4(),
        )
        self.person = Registration.objects.get(activity=self.coming, email=marks.EMAIL)
        for number, status in enumerate(
            (
                RegistrationStatus.CONFIRMED,
                RegistrationStatus.WAITING,
                RegistrationStatus.OFFERED,
                RegistrationStatus.PENDING,
            )
        ):
            self._person(self.coming, number, status=status)
        left = self._person(self.coming, 8)
        cancellation.withdraw(left, by=self.users[COURSE_LEADER])
        AbsenceNotice.objects.create(session=self.coming.sessions.first(), registration=self.person)
        planning.announce_move(self.coming)

    def _course_that_is_over(self) -> None:
        self.over = self._course(starts_in_days=-3)
        Activity.objects.filter(pk=self.over.pk).update(status=ActivityStatus.CLOSED)
        session = self.over.sessions.first()
        for number in range(3):
            person = self._person(self.over, number)
            attendance.mark(person, session, AttendanceState.PRESENT, by=self.users[COURSE_LEADER])
        called_off = self._course(starts_in_days=30)
        self._person(called_off, 1)
        planning.open_signup(called_off, by=self.users[COURSE_LEADER])
        planning.cancel(called_off, message=marks.CANCELLED, by=self.users[COURSE_LEADER])
        self.survey = Survey.objects.create(
            activity=self.over,
            population="all",
            instrument=make_instrument(),
            eligible=3,
            status=SurveyStatus.OPEN,
            opens_at=timezone.now() - timedelta(days=2),
            closes_at=timezone.now() + timedelta(days=9),
        )
        for _code in range(3):
            row = SurveyInvitation(survey=self.survey)
            row.token_hash = hash_of(str(row.pk))
            row.save()
        SurveyComment.objects.create(survey=self.survey, text=marks.COMMENT)

    def _course(self, *, starts_in_days: int) -> Activity:
        activity = ActivityFactory(
            with_page=False,
            starts_in_days=starts_in_days,
            days=2,
            discreet=True,
            kind=ActivityKind.FORAELDREKURSUS,
            status=ActivityStatus.PLANNED,
            title=marks.TITLE,
            title_en=marks.TITLE_EN,
            place=marks.PLACE,
            capacity=20,
        )
        activity.sessions.update(title=marks.SESSION, place=marks.PLACE, online_url=marks.ONLINE)
        SignupQuestion.objects.create(activity=activity, key="q", text=marks.QUESTION)
        PreparationItem.objects.create(activity=activity, title=marks.CHECKLIST, days=0)
        Course.objects.create(activity=activity, aims=marks.PROGRAMME)
        for session in activity.sessions.all():
            CoursePart.objects.create(session=session, programme=marks.PROGRAMME)
        for language in (NeutralLanguage.DA, NeutralLanguage.EN):
            text = NeutralText(
                activity=activity,
                language=language,
                title=marks.NEUTRAL,
                place=marks.NEUTRAL_PLACE,
                summary=marks.SUMMARY,
                practical=marks.PRACTICAL,
                before_signup=marks.BEFORE,
            )
            approval = neutral_texts.Approval(marks.CHECKED_BY, timezone.localdate())
            neutral_texts.save(text, by=self.users[COURSE_LEADER], approval=approval)
        return activity

    def _person(
        self,
        activity: Activity,
        number: int,
        *,
        status: RegistrationStatus = RegistrationStatus.CONFIRMED,
    ) -> Registration:
        row: Registration = RegistrationFactory(
            activity=activity,
            status=status,
            name=f"{marks.NAME} {number}",
            email=None if number == 1 else f"{number}{marks.EMAIL}",
            phone=marks.PHONE,
            workplace=marks.WORKPLACE,
        )
        Booking.objects.filter(pk=row.booking_id).update(
            contact_name=row.name, contact_email=row.email or "", contact_phone=marks.PHONE
        )
        NeutralNeeds.objects.create(registration=row, interpreter=marks.INTERPRETER)
        return row

    def _traces(self) -> None:
        """What is left where somebody worked: calls, decisions, a document, a mail that failed."""
        leader = self.users[COURSE_LEADER]
        for row in Registration.objects.filter(activity=self.coming).active():
            notifications.enqueue(Mail.REMINDER, [row])
        CallTask.objects.get_or_create(registration=self.person, kind=Mail.CHANGED)
        QueueDecision.objects.create(
            activity=self.coming, registration=self.person, kind="seated", by=leader
        )
        DocumentJob.objects.create(
            activity=self.coming, kind="participants", asked_by=leader, filename="liste.pdf"
        )
        OutboxMessage.objects.filter(registration=self.person).update(error="SMTPException")
        self.coming.refresh_from_db()
