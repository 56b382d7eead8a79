"""Forms that people outside the admin fill in."""

from .checkin import CloseDayForm, HeadCountForm, SearchForm, WalkInForm
from .filters import CalendarFilterForm
from .posted import posted
from .self_service import DetailsForm, LostLinkForm, OtherDateForm
from .signup import SignupForm

__all__ = [
    "CalendarFilterForm",
    "CloseDayForm",
    "DetailsForm",
    "HeadCountForm",
    "LostLinkForm",
    "OtherDateForm",
    "SearchForm",
    "SignupForm",
    "WalkInForm",
    "posted",
]
