"""Status reports for the tests, made with as little as possible."""

from typing import Any

from django.utils import timezone

from portal.targets import status_reports
from portal.targets.models import Plan, StatusReport
from tests.targets.makers import make_plan


def make_report(plan: Plan | None = None, **kwargs: Any) -> StatusReport:
    """Return this year's draft of a plan."""
    year = kwargs.pop("year", timezone.localdate().year)
    return status_reports.start(plan or make_plan(title_en="Action plan"), year, **kwargs)
