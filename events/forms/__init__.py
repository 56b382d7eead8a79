"""Forms that people outside the admin fill in."""

from .checkin import CloseDayForm, HeadCountForm, SearchForm, WalkInForm
from .filters import CalendarFilterForm
from .posted import posted
from .self_service import DetailsForm, LostLinkForm
from .signup import SignupForm

__all__ = [
    "CalendarFilterForm",
    "CloseDayForm",
    "DetailsForm",
    "HeadCountForm",
    "LostLinkForm",
    "SearchForm",
    "SignupForm",
    "WalkInForm",
    "posted",
]
