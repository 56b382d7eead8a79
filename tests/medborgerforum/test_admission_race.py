"""Two who answer the same application at once make one association."""

from uuid import UUID

import pytest

from medborgerforum import admission
from medborgerforum.enums import Requirement
from medborgerforum.models import Application, ApplicationCount, Association, CharterEvent
from tests import crowd
from tests.factories.forum_applications import CVR, make_application, open_joining

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def answer(key: str, how: str) -> str:
    """Admit or decline, as a colleague would; say what came of it."""
    try:
        if how == "admit":
            admission.admit(Application(pk=UUID(key)), local=True)
        else:
            admission.decline(Application(pk=UUID(key)), unmet=Requirement.LOCAL)
    except admission.ApplicationRefused as refusal:
        return type(refusal).__name__
    return how


def test_of_many_answers_one_counts() -> None:
    open_joining()
    key = str(make_application().pk)
    came = crowd.release(answer, [(key, "admit")] * 4 + [(key, "decline")] * 2, processes=6)
    assert sorted(came)[:5] == ["AlreadyAnswered"] * 5
    answered = 1 if came.count("admit") else 0
    assert Association.objects.count() == CharterEvent.objects.count() == answered
    assert Application.objects.count() == 1 - answered


def test_of_two_applications_with_one_cvr_number_one_becomes_a_member() -> None:
    open_joining()
    keys = [str(make_application(name=name, cvr=CVR).pk) for name in ("Den ene", "Den anden")]
    came = crowd.release(answer, [(key, "admit") for key in keys], processes=2)
    assert sorted(came) == ["AlreadyMember", "admit"]
    assert Association.objects.count() == 1
    assert ApplicationCount.objects.get().number == 1
