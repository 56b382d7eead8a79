"""The public page says genuine or unknown, compares a typed name, and tells nothing else."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from courses import certificates
from courses.models import Certificate
from events.models import Registration
from portal.logs import PersonalLinkFilter, without_links
from tests.completion.courses import course, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_brakes() -> None:
    cache.clear()


@pytest.fixture
def certificate() -> Certificate:
    """A certificate of Åse Ørum's."""
    made = course(sessions=1, over=1)
    return certificates.issue(person(made, 1, name="Åse Ørum", email="aase@skole.example"))


def page(code: str) -> str:
    return reverse("courses:verify", args=[code])


def test_genuine_tells_neither_name_nor_course(certificate: Certificate) -> None:
    response = Client().get(page(certificate.code))
    assert response.status_code == 200
    assert "ægte deltagerbevis fra VINK" in response.text
    for hidden in ("Åse", "Ørum", "aase@", certificate.activity.title):
        assert hidden not in response.text
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("code", ["0" * 12, "ABC", "💥", "U" * 12, "'; DROP"])
def test_unknown_codes_are_told_alike(certificate: Certificate, code: str) -> None:
    response = Client().get(page(code))
    assert response.status_code == 404
    assert "Vi kender ikke koden" in response.text


def test_a_name_is_shown_only_when_it_was_typed_and_is_the_one(certificate: Certificate) -> None:
    client, url = Client(), page(certificate.code)
    right = client.post(url, {"name": " åse  ØRUM "})
    assert "Navnet er det rigtige" in right.text
    wrong = client.post(url, {"name": "Anne Ager"})
    assert "Navnet passer ikke" in wrong.text
    assert "Ørum" not in wrong.text
    assert "Skriv det navn" in client.post(url, {"name": ""}).text
    assert "CPR" in client.post(url, {"name": "Åse 010190-1234"}).text


def test_a_name_of_another_certificate_does_not_fit(certificate: Certificate) -> None:
    made = course(sessions=1, over=1)
    other = certificates.issue(person(made, 1, name="Bo Ærø"))
    assert not certificates.is_named(other, "Åse Ørum")
    assert certificates.name_hash(other, "Åse Ørum") != certificate.name_hash


def test_the_code_is_typed_as_people_type(certificate: Certificate) -> None:
    typed = certificates.spaced(certificate.code).lower().replace("0", "o").replace("1", "l")
    response = Client().post(reverse("courses:verify_code"), {"code": f" {typed} "})
    assert response["Location"] == page(certificate.code)
    short = Client().post(reverse("courses:verify_code"), {"code": "7K2M"})
    assert "Koden har tolv tegn" in short.text
    assert 'value="7K2M"' in short.text


def test_guessing_is_braked(certificate: Certificate) -> None:
    client = Client()
    seen = [client.get(page(f"{n:012}")).status_code for n in range(61)]
    assert set(seen[:60]) == {404}
    assert seen[60] == 429
    assert client.get(page(certificate.code)).status_code == 429


def test_kept_ones_are_confirmed_without_the_registration(certificate: Certificate) -> None:
    certificates.keep(certificate)
    Registration.objects.all().delete()
    client = Client()
    assert client.get(page(certificate.code)).status_code == 200
    assert "Navnet er det rigtige" in client.post(page(certificate.code), {"name": "Åse Ørum"}).text
    Certificate.objects.update(kept_until="2020-01-01")
    assert client.get(page(certificate.code)).status_code == 404


def test_the_code_is_in_no_log(certificate: Certificate, caplog: pytest.LogCaptureFixture) -> None:
    for prefix in ("", "/en"):
        line = without_links(f"Not Found: {prefix}/bevis/{certificate.code}/ (404)")
        assert certificate.code not in line
    caplog.handler.addFilter(PersonalLinkFilter())
    with caplog.at_level(logging.WARNING):
        Client().get("/bevis/000000000ABC/")
        Client(enforce_csrf_checks=True).post(page(certificate.code), {"name": "x"})
    assert caplog.records
    assert "000000000ABC" not in caplog.text
    assert certificate.code not in caplog.text
