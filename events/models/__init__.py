"""Models of the floor, one module per noun."""

from .activity import Activity, Session
from .attendance import AbsenceNotice, Attendance, AttendedCount, CheckinAction, HeadCount
from .choice import Choice, RegistrationChoice
from .holiday import SchoolHoliday
from .instrument import Instrument, InstrumentQuestion, Layout, Question, QuestionText
from .integration import CalendarSubscription, Webhook, WebhookDelivery
from .log import ActivityLogEntry
from .mailtext import MailText, OrganiserMessage
from .network import Network, NetworkInvitation, NetworkMember
from .outbox import ClockLease, OutboxMessage
from .pages import ActivityIndexPage, ActivityPage
from .preparation import ActivityHelper, DayPass, DocumentJob, PreparationItem
from .questions import Needs, SignupAnswer, SignupQuestion
from .queue import CallTask, QueueDecision
from .registration import Booking, Registration
from .request import HostRequest
from .sealed import Block, Outcome, PooledCount, SealedCount
from .survey import (
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
    SurveySetup,
)
from .vocabulary import Audience, District, Theme, WorkplaceKind

__all__ = [
    "AbsenceNotice",
    "Activity",
    "ActivityHelper",
    "ActivityIndexPage",
    "ActivityLogEntry",
    "ActivityPage",
    "Attendance",
    "AttendedCount",
    "Audience",
    "Block",
    "Booking",
    "CalendarSubscription",
    "CallTask",
    "CheckinAction",
    "Choice",
    "ClockLease",
    "DayPass",
    "District",
    "DocumentJob",
    "HeadCount",
    "HostRequest",
    "Instrument",
    "InstrumentQuestion",
    "Layout",
    "MailText",
    "Needs",
    "Network",
    "NetworkInvitation",
    "NetworkMember",
    "OrganiserMessage",
    "OutboxMessage",
    "Outcome",
    "PooledCount",
    "PreparationItem",
    "Question",
    "QuestionText",
    "QueueDecision",
    "Registration",
    "RegistrationChoice",
    "SchoolHoliday",
    "SealedCount",
    "Session",
    "SignupAnswer",
    "SignupQuestion",
    "Survey",
    "SurveyAnswer",
    "SurveyComment",
    "SurveyInvitation",
    "SurveyResponse",
    "SurveySetup",
    "Theme",
    "Webhook",
    "WebhookDelivery",
    "WorkplaceKind",
]
