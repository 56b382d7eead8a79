"""Learning paths: steps in order, with the next date of what one attends; nothing hidden."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, ReferenceIndex

from events.enums import ActivityKind, ActivityStatus
from events.models import Activity, ActivityPage
from portal.knowledge.models import LearningPathPage
from portal.knowledge.models.paths import PathSteps
from tests.factories import ActivityFactory, CourseFactory, RegistrationFactory

from .small_site import SmallSite, add_article, make_site

pytestmark = pytest.mark.django_db

type Chosen = tuple[str, Page, str]


@pytest.fixture(autouse=True)
def site() -> SmallSite:
    return make_site()


def page_of(activity: Activity) -> ActivityPage:
    page: ActivityPage = activity.pages.get()
    return page


def add_path(site: SmallSite, *steps: Chosen, title: str = "Ny i en klub") -> LearningPathPage:
    """Return a live path, its references in the index."""
    path: LearningPathPage = site.articles.add_child(
        instance=LearningPathPage(
            title=title,
            locale=site.danish,
            intro="Tag dem i rækkefølge.",
            steps=[(kind, {"page": page, "why": why}) for kind, page, why in steps],
        )
    )
    ReferenceIndex.create_or_update_for_object(path)
    return path


def steps(client: Client, path: LearningPathPage) -> list[Any]:
    response = client.get(path.url)
    assert response.status_code == 200
    return list(response.context["steps"])


def test_the_steps_stand_in_order_with_the_next_date(site: SmallSite, client: Client) -> None:
    article = add_article(site, "Bekymringstegn")
    day = ActivityFactory(title="Temadagen", starts_in_days=20, capacity=4)
    later = ActivityFactory(title="Temadagen", starts_in_days=50, series=day.series)
    course = CourseFactory(activity__title="Mentorkurset").activity
    path = add_path(
        site,
        ("read", article, "Få ordene på plads."),
        ("attend", page_of(later), "Prøv det af."),
        ("course", page_of(course), "Gå i dybden."),
    )
    read, attend, learn = steps(client, path)
    assert (read.title, read.why, read.date) == ("Bekymringstegn", "Få ordene på plads.", None)
    assert attend.date.pk == day.pk  # the nearest of its series, whichever was chosen
    assert attend.url == page_of(day).url
    assert learn.date.pk == course.pk
    html = client.get(path.url).content.decode()
    assert "<ol" in html
    assert "4 ledige pladser" in html


def test_a_date_with_seats_goes_before_a_full_one(site: SmallSite, client: Client) -> None:
    full = ActivityFactory(starts_in_days=10, capacity=1)
    RegistrationFactory(activity=full)
    path = add_path(site, ("attend", page_of(full), "Derfor"))
    assert steps(client, path)[0].date.status_label == "Fuldt booket – venteliste"
    free = ActivityFactory(starts_in_days=30, series=full.series)
    assert steps(client, path)[0].date.pk == free.pk


@pytest.mark.parametrize(
    "change", [{"starts_in_days": -9, "status": ActivityStatus.HELD}, {"status": "closed"}]
)
def test_no_dates_just_now_is_said(site: SmallSite, client: Client, change: Any) -> None:
    path = add_path(site, ("attend", page_of(ActivityFactory(title="Dagen", **change)), "Derfor"))
    (step,) = steps(client, path)
    assert (step.title, step.date) == ("Dagen", None)
    assert "Ingen datoer lige nu" in client.get(path.url).content.decode()


@pytest.mark.parametrize("hidden", [{"discreet": True}, {"status": ActivityStatus.PLANNED}])
def test_what_is_hidden_later_is_not_shown(site: SmallSite, client: Client, hidden: Any) -> None:
    day = ActivityFactory(title="Onsdagsgruppen")
    path = add_path(site, ("attend", page_of(day), "Derfor"))
    Activity.objects.filter(pk=day.pk).update(**hidden)
    assert steps(client, path) == []
    assert "Onsdagsgruppen" not in client.get(path.url).content.decode()
    # Not even where a copy of it is open to all: nothing may lead from the one to the other.
    if "discreet" in hidden:
        ActivityFactory(title="Åben", series=day.series)
        assert steps(client, path) == []


def test_a_discreet_date_of_an_open_series_is_never_the_next(
    site: SmallSite, client: Client
) -> None:
    day = ActivityFactory(starts_in_days=30)
    ActivityFactory(title="Onsdagsgruppen", starts_in_days=5, series=day.series, discreet=True)
    path = add_path(site, ("attend", page_of(day), "Derfor"))
    assert steps(client, path)[0].date.pk == day.pk


def test_drafts_are_left_out(site: SmallSite, client: Client) -> None:
    article = add_article(site, "Kladde", live=False)
    day = ActivityFactory()
    page_of(day).unpublish()
    path = add_path(site, ("read", article, "Derfor"), ("attend", page_of(day), "Derfor"))
    assert steps(client, path) == []


def test_an_activity_is_never_shown_as_reading(site: SmallSite, client: Client) -> None:
    hidden = ActivityFactory(title="Onsdagsgruppen", discreet=True)
    path = add_path(site, ("read", page_of(hidden), "Derfor"))
    assert steps(client, path) == []


def clean(kind: str, page: Page) -> None:
    block = PathSteps()
    block.clean(block.to_python([{"type": kind, "value": {"page": page.pk, "why": "Derfor"}}]))


def test_only_what_fits_a_step_can_be_chosen(site: SmallSite) -> None:
    article = add_article(site, "Net")
    day, hidden = page_of(ActivityFactory()), page_of(ActivityFactory(discreet=True))
    course = page_of(CourseFactory().activity)
    hidden_course = page_of(ActivityFactory(discreet=True, kind=ActivityKind.KURSUS))
    for kind, page in [("read", article), ("attend", day), ("attend", course), ("course", course)]:
        clean(kind, page)
    wrong = [
        ("read", day), ("read", hidden), ("attend", hidden), ("course", hidden_course),
        ("course", day),
    ]  # fmt: skip
    for kind, page in wrong:
        with pytest.raises(ValidationError):
            clean(kind, page)


def test_a_cpr_number_is_refused(site: SmallSite) -> None:
    article = add_article(site, "Net")
    with pytest.raises(ValidationError):
        add_path(site, ("read", article, "Ring om 010203-1234"))


def test_steps_are_shown_in_the_language_of_the_path(site: SmallSite, client: Client) -> None:
    article = add_article(site, "Bekymringstegn")
    danish_only = add_article(site, "Kun dansk")
    index = site.articles.copy_for_translation(site.english, copy_parents=True)
    index.save_revision().publish()
    english = article.copy_for_translation(site.english)
    english.title = "Signs of concern"
    english.save_revision().publish()
    path = site.english_home.add_child(
        instance=LearningPathPage(
            title="New in a club",
            locale=site.english,
            steps=[("read", {"page": p, "why": "Why"}) for p in (article, danish_only)],
        )
    )
    assert [(s.title, s.language) for s in steps(client, path)] == [
        ("Signs of concern", "en"),
        ("Kun dansk", "da"),
    ]


class TestPartOf:
    """An activity's page leads back to the paths that it, or its series, is in."""

    def test_each_date_of_the_series_leads_there(self, site: SmallSite, client: Client) -> None:
        day = ActivityFactory()
        other_date = ActivityFactory(series=day.series)
        stranger = ActivityFactory()
        path = add_path(site, ("attend", page_of(day), "Derfor"))
        for activity in (day, other_date):
            assert path.url in client.get(page_of(activity).url).content.decode()
        assert path.url not in client.get(page_of(stranger).url).content.decode()
        path.unpublish()
        assert path.url not in client.get(page_of(day).url).content.decode()

    def test_not_from_a_discreet_one(self, site: SmallSite, client: Client) -> None:
        day = ActivityFactory()
        path = add_path(site, ("attend", page_of(day), "Derfor"))
        Activity.objects.update(discreet=True)
        response = client.get(page_of(day).url)
        assert path.url not in response.content.decode()

    def test_one_query_where_there_is_none_and_two_where_there_are(
        self, site: SmallSite, rf: Any
    ) -> None:
        from portal.knowledge import paths

        day = ActivityFactory()
        request = rf.get("/")

        def queries() -> int:
            paths.part_of(day, request)
            with CaptureQueriesContext(connection) as captured:
                paths.part_of(day, request)
            return len(captured)

        assert queries() == 1
        for number in range(3):
            add_path(site, ("attend", page_of(day), "Derfor"), title=f"Forløb {number}")
        assert queries() == 2


def test_the_number_of_queries_does_not_grow(site: SmallSite, client: Client) -> None:
    def queries(number: int) -> int:
        chosen: list[Chosen] = []
        for _n in range(number):
            chosen += [
                ("read", add_article(site, f"Artikel {ReferenceIndex.objects.count()}-{_n}"), "A"),
                ("attend", page_of(ActivityFactory()), "B"),
                ("course", page_of(CourseFactory().activity), "C"),
            ]
        path = add_path(site, *chosen, title=f"Forløb {number}")
        client.get(path.url)
        with CaptureQueriesContext(connection) as captured:
            assert len(steps(client, path)) == 3 * number
        return len(captured)

    assert queries(1) == queries(4)


def test_the_list_of_articles_says_where_to_begin(site: SmallSite, client: Client) -> None:
    path = add_path(site, ("read", add_article(site, "Net"), "Derfor"))
    assert path.url in client.get("/viden/").content.decode()
