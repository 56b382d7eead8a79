"""The neutral pages before one signs up: what they show, in which language, and what they hide."""

import logging
from http import HTTPStatus

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect

from courses import neutral_links
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity
from portal.logs import PersonalLinkFilter
from tests.factories import ActivityFactory, RegistrationFactory, make_discreet

pytestmark = pytest.mark.django_db

LANGUAGES = ("da", "en", "ar", "so", "ur", "tr")


def path(name: str, *args: object, language: str = "da") -> str:
    return neutral_links.path(name, *args, language=language)


def test_the_list_has_open_discreet_activities_in_neutral_words_alone(visitor: Client) -> None:
    shown = make_discreet()
    other = ActivityFactory(title="Temadag for lærere")
    planned = make_discreet(status=ActivityStatus.PLANNED)
    html = visitor.get("/").text
    assert path("activity", shown.pk) in html
    assert str(other.pk) not in html
    assert str(planned.pk) not in html
    assert "Aftener for voksne (da)" in html
    for word in ("radikalisering", "VINK", "Kursus om", "hotline", "bekymr"):
        assert word not in html


@pytest.mark.parametrize(
    ("capacity", "taken", "said"),
    [(10, 0, "Der er plads."), (3, 0, "få pladser"), (1, 1, "venteliste")],
)
def test_free_seats_are_told_in_words(
    visitor: Client, capacity: int, taken: int, said: str
) -> None:
    activity = make_discreet(capacity=capacity)
    for _i in range(taken):
        RegistrationFactory(activity=activity)
    assert said in visitor.get("/").text


def test_what_is_to_be_known_stands_before_the_button(visitor: Client) -> None:
    activity = make_discreet()
    for name in ("activity", "signup"):
        html = visitor.get(path(name, activity.pk)).text
        assert html.index("Kun to medarbejdere ser det") < html.rindex("Tilmeld mig")


@pytest.mark.parametrize("name", ["activity", "signup"])
def test_what_is_not_open_is_as_if_it_were_not_there(visitor: Client, name: str) -> None:
    answers = [
        visitor.get(path(name, activity.pk))
        for activity in (
            make_discreet(status=ActivityStatus.PLANNED),
            make_discreet(status=ActivityStatus.CANCELLED),
            ActivityFactory(),
        )
    ]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert not any("Aftener" in answer.text for answer in answers)


def test_a_checked_language_is_used_throughout_and_written_its_own_way(
    visitor: Client, checked
) -> None:
    checked("ar")
    activity = make_discreet(languages=("ar",))
    html = visitor.get(path("activity", activity.pk, language="ar")).text
    assert '<html lang="ar" dir="rtl">' in html
    assert "dkfds.rtl.css" in html
    assert "Aftener for voksne (ar)" in html
    assert "data-danish-instead" not in html
    assert '<bdi class="vk-nowrap" dir="ltr">' in html
    assert path("signup", activity.pk, language="ar") in html


@pytest.mark.parametrize("language", ["ar", "so", "ur", "tr"])
def test_unchecked_is_danish_with_the_number_and_the_choice_stays(
    visitor: Client, language: str
) -> None:
    activity = make_discreet(languages=(language,))
    response = visitor.get(path("activity", activity.pk, language=language))
    html = response.text
    assert '<html lang="da" dir="ltr">' in html
    assert response["Content-Language"] == "da"
    assert "Aftener for voksne (da)" in html
    assert "data-danish-instead" in html
    assert html.count("00&#160;00&#160;00&#160;04") + html.count("00\xa000\xa000\xa004") >= 2
    assert path("signup", activity.pk, language=language) in html
    assert f'hreflang="{language}" dir="' in html


def test_danish_words_inside_a_checked_language_are_marked_as_danish(
    visitor: Client, checked
) -> None:
    checked("ur")
    html = visitor.get(path("activity", make_discreet().pk, language="ur")).text
    assert '<html lang="ur" dir="rtl">' in html
    assert '<div lang="da" dir="ltr">' in html
    assert "data-danish-instead" in html


def test_every_language_is_offered_under_its_own_name(visitor: Client) -> None:
    html = visitor.get("/so/privatliv/").text
    for code, name in {"da": "Dansk", "ar": "العربية", "so": "Soomaali", "ur": "اردو"}.items():
        assert f'lang="{code}" hreflang="{code}"' in html
        assert name in html
    assert 'href="/ar/privatliv/"' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plain_page_answers_in_every_language(visitor: Client, language: str) -> None:
    for name in (
        "list",
        "thanks",
        "erased",
        "lost_link",
        "lost_link_sent",
        "survey_thanks",
        "privacy",
    ):
        assert visitor.get(path(name, language=language)).status_code == HTTPStatus.OK


def test_no_page_leaves_a_cookie_a_session_or_an_address_behind(visitor: Client) -> None:
    activity = make_discreet()
    addresses = [
        "/",
        path("activity", activity.pk),
        path("signup", activity.pk),
        path("thanks"),
        path("lost_link"),
        path("privacy"),
        "/findes-ikke/",
    ]
    for address in addresses:
        response = visitor.get(address)
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert not response.cookies
        assert "<title>Kurser</title>" in response.text
        assert "og:" not in response.text
        assert "VINK" not in response.text
    assert not BrowserSession.objects.exists()


def test_the_way_out_has_the_browser_drop_everything(visitor: Client, settings) -> None:
    response = visitor.get(path("exit", language="so"))
    assert (response.status_code, response["Location"]) == (302, settings.VINK_NEUTRAL_EXIT)
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response["Referrer-Policy"] == "no-referrer"


def test_no_neutral_address_is_the_portals(client: Client) -> None:
    activity = make_discreet()
    for address in (path("activity", activity.pk), path("signup", activity.pk), path("exit")):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    names = get_resolver("portal.urls").namespace_dict
    assert "neutral" not in names


def test_a_wrong_address_is_told_of_in_the_neutral_frame(visitor: Client) -> None:
    response = visitor.get("/admin/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Forlad siden" in response.text


def test_old_addresses_of_the_portal_lead_nowhere_from_here(
    visitor: Client, client: Client
) -> None:
    Redirect.add_redirect("/gammel/", "/kalender/")
    assert client.get("/gammel/").status_code == HTTPStatus.MOVED_PERMANENTLY
    assert visitor.get("/gammel/").status_code == HTTPStatus.NOT_FOUND


def test_nothing_is_logged_of_what_is_not_found_here(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(PersonalLinkFilter())
    with caplog.at_level(logging.WARNING):
        for address in ("/so/d/x/", path("activity", make_discreet().pk) + "x/", "/hemmelig/"):
            assert visitor.get(address).status_code == HTTPStatus.NOT_FOUND
    assert not caplog.records


def test_the_list_costs_the_same_however_long_it_is(
    visitor: Client, django_assert_num_queries
) -> None:
    for _i in range(5):
        make_discreet()
    # The number, the rows, their sessions, their words.
    with django_assert_num_queries(4):
        visitor.get("/")


def test_the_list_has_pages(visitor: Client) -> None:
    for _i in range(21):
        make_discreet()
    first, second = visitor.get("/"), visitor.get("/?side=2")
    assert first.text.count("<article") == 20
    assert second.text.count("<article") == 1


def test_a_network_is_open_while_it_goes_on(visitor: Client) -> None:
    network = make_discreet(kind=ActivityKind.FORAELDRENETVAERK, starts_in_days=-20, days=60)
    html = visitor.get(path("signup", network.pk)).text
    assert "efter den sidste gang, du var med" in html


def test_the_portal_says_nothing_of_a_discreet_activity(client: Client) -> None:
    activity = make_discreet()
    with translation.override("da"):
        assert client.get(reverse("events:signup", args=[activity.pk])).status_code == 404
    assert Activity.objects.public().count() == 0
