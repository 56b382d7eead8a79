"""Two hosts: the portal's own in two languages, the neutral one with nothing of the portal."""

import pytest
from django.test import Client
from django.utils.translation import get_language_info

pytestmark = pytest.mark.django_db

NEUTRAL = "kurser.testserver"


@pytest.fixture
def neutral(settings) -> Client:
    settings.VINK_NEUTRAL_HOST = NEUTRAL
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, NEUTRAL]
    return Client(headers={"host": NEUTRAL})


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/api/v1/", "/sitemap.xml", "/konto/login/", "/kalender.ics", "/health", "/mine/"],
)
def test_nothing_of_the_portal_is_on_the_neutral_host(neutral: Client, path: str) -> None:
    assert neutral.get(path).status_code == 404


@pytest.mark.parametrize("host", [f"{NEUTRAL}.", f"{NEUTRAL}:443", f"{NEUTRAL}:8000"])
def test_no_way_of_writing_the_neutral_name_opens_the_portal(neutral: Client, host: str) -> None:
    assert Client(headers={"host": host}).get("/konto/login/").status_code == 404


def test_a_proxy_may_leave_the_port_of_the_neutral_host_out(neutral: Client, settings) -> None:
    settings.VINK_NEUTRAL_HOST = f"{NEUTRAL}:8443"
    assert neutral.get("/konto/login/").status_code == 404
    assert neutral.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_crawlers_are_asked_to_stay_away_from_the_neutral_host(neutral: Client) -> None:
    assert neutral.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_without_a_neutral_host_every_request_is_the_portals(client: Client, settings) -> None:
    settings.VINK_NEUTRAL_HOST = ""
    assert "Sitemap:" in client.get("/robots.txt").text


@pytest.mark.parametrize(
    ("asked", "sent_to"),
    [
        ("/ar/mine/?x=1", "/mine/?x=1"),
        ("/so/", "/"),
        ("/ur//evil.example/", "/evil.example/"),
    ],
)
def test_the_portal_sends_other_languages_to_danish(
    client: Client, asked: str, sent_to: str
) -> None:
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (302, sent_to)


def test_english_and_danish_are_left_alone(client: Client) -> None:
    assert client.get("/en/konto/login/").status_code == 200
    assert client.get("/konto/login/").status_code == 200


def test_somali_is_known_and_runs_from_left_to_right() -> None:
    info = get_language_info("so")
    assert (info["name_local"], info["bidi"]) == ("Soomaali", False)
    assert get_language_info("ur")["bidi"]
