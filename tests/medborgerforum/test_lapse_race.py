"""An acceptance and the end of a membership in the same moment: one comes first, both hold."""

from datetime import timedelta

import pytest
from django.utils import timezone

from medborgerforum import membership, renewal
from medborgerforum.enums import MembershipState
from medborgerforum.models import Association, CharterText, MembershipEvent, Representative
from tests import crowd
from tests.factories.forum import make_association, make_charter, make_representative

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AHEAD = timedelta(days=9)


def act(what: str) -> str:
    """Let the memberships end, or accept, nine days from now."""
    now = timezone.now() + AHEAD
    if what == "lapse":
        return f"lapsed {renewal.lapse_due(now)}"
    event = renewal.accept(
        Representative.objects.get(),
        CharterText.objects.get(version__number=2),
        signatory_name="Amina",
        signatory_role="Formand",
        authority_stated=True,
        at=now,
    )
    return str(event.pk)


def test_accepting_and_lapsing_at_once_leaves_one_truth() -> None:
    make_representative(make_association(version=make_charter()))
    today = timezone.localdate()
    make_charter(2, valid_from=today, accept_by=today + timedelta(days=5), lapse_on=today + AHEAD)
    came = crowd.release(act, [("lapse",)] * 3 + [("accept",)] * 5, processes=8)
    assert len({one for one in came if not one.startswith("lapsed")}) == 1
    association = Association.objects.get()
    assert association.state == MembershipState.MEMBER
    assert association.ended_on is None
    assert membership.standing(association, today + AHEAD).may_sign_up
    kinds = list(MembershipEvent.objects.values_list("kind", flat=True))
    lapsed = came.count("lapsed 1")
    assert kinds == ["admitted", *(["lapsed", "resumed"] if lapsed else [])]
