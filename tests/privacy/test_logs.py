"""The logs hold no personal link, whatever goes wrong."""

import logging

import pytest
from django.test import Client

from portal.logs import PersonalLinkFilter, without_links

SECRET = "8d7f0c5e-1111-4222-8333-944444444444/0123456789abcdef"


@pytest.mark.parametrize(
    "path",
    [
        f"/t/{SECRET}/",
        f"/en/s/{SECRET}/?q=1",
        "/c/ABCDEFGHJK/",
        f"/en/k/alle/{SECRET}.ics",
        f"/b/{SECRET}/navne/",
        f"/en/g/{SECRET}/tak/",
        f"/ar/d/{SECRET}/",
        f"/so/s/{SECRET}/",
        f"/d/{SECRET}/slet/",
        "/tr/a/8d7f0c5e-1111-4222-8333-0123456789abcdef/",
        "/bevis/ABCDEFGHJK12/",
        "/en/bevis/ABCDEFGHJK12/",
    ],
)
def test_the_secret_part_goes_and_the_rest_stays(path: str) -> None:
    line = without_links(f"Not Found: {path} (404)")
    assert "0123456789abcdef" not in line
    assert "ABCDEFGHJK" not in line
    assert line.startswith("Not Found: /")
    assert line.endswith(" (404)")


def test_other_paths_stay_readable() -> None:
    assert without_links("Not Found: /kalender/temadag/") == "Not Found: /kalender/temadag/"


@pytest.mark.django_db
def test_a_failed_request_is_logged_without_its_link(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(PersonalLinkFilter())
    with caplog.at_level(logging.WARNING):
        Client(enforce_csrf_checks=True).post(f"/s/{SECRET}/")
        Client().get(f"/t/{SECRET}/findes-ikke/")
    assert caplog.records, "Django is expected to log both"
    assert "0123456789abcdef" not in caplog.text
