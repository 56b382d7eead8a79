"""A certificate goes with the registration, unless its holder asked to keep it for a time."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from courses import certificates
from courses.models import Certificate
from events.models import Registration
from portal.privacy import retention
from portal.privacy.models import RetentionRun
from tests.completion.courses import course, person

pytestmark = pytest.mark.django_db


def test_with_the_registration_or_at_the_promised_day() -> None:
    made = course(sessions=1, over=1)
    certificates.issue(person(made, 1, name="Bo Ærø"))
    kept = certificates.issue(person(made, 1, name="Åse Ørum"))
    certificates.keep(kept)
    now = timezone.now()
    retention.run_due(now + timedelta(days=300))
    assert Certificate.objects.count() == 2
    retention.run_due(now + timedelta(days=370))
    assert not Registration.objects.exists()
    left = Certificate.objects.get()
    assert (left.pk, left.registration) == (kept.pk, None)
    assert certificates.is_named(left, "Åse Ørum")
    kept.refresh_from_db()
    assert kept.kept_until
    last_day = timezone.make_aware(datetime.combine(kept.kept_until, time(12)))
    assert certificates.delete_due(last_day) == 0
    retention.run_due(last_day + timedelta(days=1))
    assert not Certificate.objects.exists()
    assert RetentionRun.objects.filter(rule="certificates", deleted=1).count() == 1


def test_one_that_lost_its_registration_in_another_way_goes_the_same_night() -> None:
    made = course(sessions=1, over=1)
    certificates.issue(person(made, 1))
    Registration.objects.all().delete()
    retention.run_due(timezone.now())
    assert not Certificate.objects.exists()


def test_one_that_is_to_be_refreshed_is_kept_so_long_and_no_longer() -> None:
    made = course(sessions=1, over=1, refresh_months=24)
    certificate = certificates.issue(person(made, 1))
    assert certificates.keep_until(certificate) == certificate.refresh_by
