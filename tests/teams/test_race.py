"""A new personal link waits for nobody who is at work on the team's booking."""

import threading

import pytest
from django.db import connection, transaction

from events.models import Booking, Registration
from events.participants import renew_link
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
PATIENCE = 10  # seconds


def test_a_link_is_renewed_while_the_booking_is_held() -> None:
    row = RegistrationFactory(activity=ActivityFactory(with_page=False))

    def renew() -> None:
        try:
            renew_link(row)
        finally:
            connection.close()

    with transaction.atomic():
        Booking.objects.select_for_update().get(pk=row.booking_id)
        thread = threading.Thread(target=renew)
        thread.start()
        thread.join(PATIENCE)
        waited = thread.is_alive()
    thread.join(PATIENCE)
    assert not waited
    assert Registration.objects.get(pk=row.pk).link_version == 2
