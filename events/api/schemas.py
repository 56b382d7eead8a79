"""What the API says and takes. Times are ISO 8601 with an offset, in Copenhagen time."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema


class SessionOut(Schema):
    """One stretch of time in one place."""

    id: UUID
    start: datetime
    end: datetime
    title: str
    place: str = Field(description="Empty where it is the activity's own place.")


class ActivityOut(Schema):
    """One activity as anyone may know it."""

    id: UUID
    kind: str = Field(description="Key of the kind, such as «temadag».")
    level: str = Field(description="Level of the prevention triangle: green, yellow or red.")
    status: str = Field(description="open, closed, held or cancelled.")
    title: str
    title_en: str = Field(description="Empty where there is none.")
    summary: str
    place: str
    audiences: list[str] = Field(description="Keys of the audiences.")
    sessions: list[SessionOut]
    capacity: int
    free_seats: int = Field(description="0 while anyone waits: the line comes first.")
    has_waiting_list: bool
    signup_open: bool
    url: str = Field(description="The page that people read; empty where there is none.")


class CalendarEntryOut(Schema):
    """One session with what a calendar shows of its activity."""

    session: SessionOut
    activity: UUID
    title: str
    title_en: str
    kind: str
    status: str
    place: str
    url: str


class AttendanceOut(Schema):
    """What is noted about one person at one session."""

    session: UUID
    state: Literal["present", "absent"]


class RegistrationOut(Schema):
    """One participant, for staff."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    workplace: str
    role: str
    status: str
    created_at: datetime
    attendance: list[AttendanceOut]


class CheckinIn(Schema):
    """Note one person at one session. Sending it again changes nothing."""

    session: UUID
    registration: UUID | None = Field(None, description="Either this or the code.")
    code: str | None = Field(None, max_length=20, description="The code in the QR.")
    state: Literal["present", "absent", "none"] = "present"


class CountsOut(Schema):
    """How many with a seat are noted at one session."""

    expected: int
    present: int
    absent: int


class Problem(Schema):
    """Why a request was refused, in words."""

    detail: str
