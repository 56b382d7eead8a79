"""Models of the floor, one module per noun."""

from .activity import Activity, Session
from .attendance import Attendance, AttendedCount, HeadCount
from .log import ActivityLogEntry
from .outbox import ClockLease, OutboxMessage
from .pages import ActivityIndexPage, ActivityPage
from .registration import Booking, Registration
from .survey import (
    Instrument,
    InstrumentQuestion,
    Question,
    QuestionText,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from .vocabulary import Audience, District, Theme, WorkplaceKind

__all__ = [
    "Activity",
    "ActivityIndexPage",
    "ActivityLogEntry",
    "ActivityPage",
    "Attendance",
    "AttendedCount",
    "Audience",
    "Booking",
    "ClockLease",
    "District",
    "HeadCount",
    "Instrument",
    "InstrumentQuestion",
    "OutboxMessage",
    "Question",
    "QuestionText",
    "Registration",
    "Session",
    "Survey",
    "SurveyAnswer",
    "SurveyComment",
    "SurveyInvitation",
    "SurveyResponse",
    "Theme",
    "WorkplaceKind",
]
