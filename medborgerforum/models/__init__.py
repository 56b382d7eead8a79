"""Models of the forum."""

from medborgerforum.models.charter import CharterText, CharterVersion
from medborgerforum.models.groups import (
    Application,
    ApplicationCount,
    Association,
    CharterEvent,
    MembershipEvent,
    RenewalStep,
    Representative,
    Signatory,
)
from medborgerforum.models.hearings import Hearing, Statement
from medborgerforum.models.joint import JointPartner, JointProposal
from medborgerforum.models.meetings import (
    AgendaPoint,
    Decision,
    FollowUp,
    ForumSeat,
    Meeting,
    MeetingAttendance,
    MinutesComment,
    Paper,
)
from medborgerforum.models.texts import ForumText

__all__ = [
    "AgendaPoint",
    "Application",
    "ApplicationCount",
    "Association",
    "CharterEvent",
    "CharterText",
    "CharterVersion",
    "Decision",
    "FollowUp",
    "ForumSeat",
    "ForumText",
    "Hearing",
    "JointPartner",
    "JointProposal",
    "Meeting",
    "MeetingAttendance",
    "MembershipEvent",
    "MinutesComment",
    "Paper",
    "RenewalStep",
    "Representative",
    "Signatory",
    "Statement",
]
