"""The forum's yearly survey: open it, and see when it closes. Nobody sees who has answered."""

from typing import Any

from django import forms
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets import AdminDateInput

from events import when
from events.admin_views.asking import AskingView
from events.enums import SurveyStatus
from events.planning import StepRefused
from events.surveys import yearly
from medborgerforum import yearly_survey
from medborgerforum.permissions import ForumStaffOnly


class YearForm(forms.Form):
    """Which year, until when."""

    year = forms.IntegerField(label=gettext_lazy("År"), min_value=2000, max_value=2100)
    last_day = forms.DateField(label=gettext_lazy("Sidste dag at svare"), widget=AdminDateInput())


class YearlyView(ForumStaffOnly, AskingView):
    """Mail a single-use link to each who speaks for a member."""

    page_title = gettext_lazy("Årlig undersøgelse")
    header_icon = "clipboard-list"
    form_class = YearForm
    refusals = (StepRefused,)
    button = gettext_lazy("Åbn, og send links")

    def make_form(self, data: Any = None) -> YearForm:
        """Suggest this year."""
        return YearForm(data, initial={"year": timezone.localdate().year})

    def get_question(self) -> str:
        """Say what will happen, and how the latest one stands."""
        number = len(yearly_survey.people())
        said = ngettext(
            "%(number)s repræsentant for medlemmerne får et link, der kan bruges én gang. "
            "Linkene deles ud tilfældigt, og ingen noterer, hvem der får hvilket.",
            "%(number)s repræsentanter for medlemmerne får hver et link, der kan bruges én gang. "
            "Linkene deles ud tilfældigt, og ingen noterer, hvem der får hvilket.",
            number,
        ) % {"number": number}
        return f"{said} {self.latest()}".strip()

    def latest(self) -> str:
        """Return a sentence about the newest survey, "" without any."""
        newest = yearly.surveys().filter(population=yearly.FORUM.population).first()
        if newest is None:
            return ""
        told = {"title": newest.title, "day": when.plain_day(newest.closes_at)}
        if newest.status == SurveyStatus.OPEN:
            return _("%(title)s er åben til og med %(day)s.") % told
        return _("%(title)s lukkede %(day)s.") % told

    def act(self, form: Any) -> str:
        """Open it."""
        survey = yearly_survey.open_year(form.cleaned_data["year"], form.cleaned_data["last_day"])
        return ngettext(
            "Undersøgelsen er åben, og %(number)s link er på vej.",
            "Undersøgelsen er åben, og %(number)s links er på vej.",
            survey.eligible,
        ) % {"number": survey.eligible}

    def next_url(self) -> str:
        """Stay."""
        return reverse("forum_admin:yearly")


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    return [path("aarlig-undersoegelse/", YearlyView.as_view(), name="yearly")]
