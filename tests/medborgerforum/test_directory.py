"""The members' directory tells what each association chose, to whom it chose, and of members."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from events.links import Purpose
from events.models import District, Theme
from events.models.vocabulary import Term
from medborgerforum import directory, links
from medborgerforum.enums import MembershipState, Visibility
from medborgerforum.models import Association, Representative
from tests.factories.events import danish
from tests.factories.forum import make_association, make_charter, make_representative

pytestmark = pytest.mark.django_db
PUBLIC = "/medborgerforum/medlemmer/"


def listed(name: str, *, to: str = Visibility.EVERYONE, **fields: Any) -> Association:
    return make_association(name, visibility=to, **fields)


def term(model: type[Term], key: str, title: str = "Et ord") -> Any:
    return model._default_manager.get_or_create(
        key=key, locale=danish(), defaults={"title": title}
    )[0]


def names(page: Any) -> list[str]:
    return [entry.name for entry in page.context["page_obj"].object_list]


def own(representative: Representative, name: str = "own_directory") -> str:
    return links.own_path(name, Purpose.FORUM, representative)


class TestWhoIsFound:
    def test_each_by_those_it_chose(self, client: Client) -> None:
        listed("Åben Forening")
        listed("Kun for os", to=Visibility.MEMBERS)
        listed("Helst ingen", to=Visibility.NOBODY)
        reader = make_representative(make_association("Læserne"))
        assert names(client.get(PUBLIC)) == ["Åben Forening"]
        assert names(client.get(own(reader))) == ["Kun for os", "Åben Forening"]

    def test_members_alone(self, client: Client) -> None:
        """Nothing tells who has left, has lapsed or never accepted."""
        today = timezone.localdate()
        listed("Udløbet", state=MembershipState.LAPSED, ended_on=today)
        listed("Udtrådt", state=MembershipState.LEFT, ended_on=today)
        listed("Aldrig tilsluttet", accepted=False)
        page = client.get(PUBLIC)
        assert names(page) == []
        assert "Udløbet" not in page.text

    def test_not_by_who_may_not_read(self, client: Client) -> None:
        listed("Kun for os", to=Visibility.MEMBERS)
        lapsed = make_association(
            "Udløbet", state=MembershipState.LAPSED, ended_on=timezone.localdate()
        )
        for reader in (
            make_representative(lapsed),
            make_representative(make_association("Ny"), email="ny@x.example", confirmed=False),
        ):
            for name in ("own_directory", "joint_new"):
                page = client.get(own(reader, name))
                assert page.status_code in {302, 403}
                assert "Kun for os" not in page.text

    def test_by_members_who_have_not_accepted_a_new_version_yet(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """They read on until the membership lapses; they only propose nothing."""
        listed("Kun for os", to=Visibility.MEMBERS)
        reader = make_representative(make_association("Læserne"))
        today = timezone.localdate()
        day = timedelta(days=1)
        make_charter(
            2, valid_from=today, material=True, accept_by=today + day, lapse_on=today + 9 * day
        )
        assert "Send forslaget" in client.get(own(reader, "joint_new")).text
        monkeypatch.setattr(timezone, "localdate", lambda *_args: today + 2 * day)
        assert names(client.get(own(reader))) == ["Kun for os"]
        assert "tilslutte sig" in client.get(own(reader, "joint_new")).text


def test_only_what_the_association_chose_is_told(client: Client) -> None:
    told = {"email": "os@forening.example", "phone": "+4522334455", "about": "Lektiehjælp."}
    row = listed("Nabohjælpen", website="https://nabo.example/", works_in=["ar", "so"], **told)
    make_representative(row, name="Amina Yusuf", email="amina@hemmelig.example")
    page = client.get(PUBLIC).text
    for shown in ("Nabohjælpen", "Forening", "Lektiehjælp.", "https://nabo.example/", "Somali"):
        assert shown in page
    for hidden in ("os@forening.example", "22 33 44 55", "4522334455", "Amina", "hemmelig"):
        assert hidden not in page
    Association.objects.update(show_email=True, show_phone=True)
    page = client.get(PUBLIC).text
    assert '<bdi dir="ltr">os@forening.example</bdi>' in page
    assert '<bdi dir="ltr">22 33 44 55</bdi>' in page


class TestFilters:
    @pytest.fixture(autouse=True)
    def _three(self) -> None:
        noerrebro = term(District, "noerrebro", "Nørrebro")
        sydhavn = term(District, "sydhavn", "Sydhavn")  # not on the sketch
        dialog = term(Theme, "metoder", "Dialogmetoder")
        first, second, third = (
            listed("Alfa", works_in=["da", "ar"]),
            listed("Beta", works_in=["ar"]),
            listed("Gamma", works_in=["da"]),
        )
        first.districts.add(noerrebro, sydhavn)
        second.districts.add(noerrebro)
        first.themes.add(dialog)
        third.themes.add(dialog)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, ["Alfa", "Beta", "Gamma"]),
            ({"district": "noerrebro"}, ["Alfa", "Beta"]),
            ({"theme": "metoder"}, ["Alfa", "Gamma"]),
            ({"language": "ar"}, ["Alfa", "Beta"]),
            ({"district": "sydhavn", "theme": "metoder", "language": "da"}, ["Alfa"]),
            ({"district": "x", "theme": "' OR 1", "language": "xx"}, ["Alfa", "Beta", "Gamma"]),
        ],
    )
    def test_by_district_theme_and_language(
        self, query: dict[str, str], expected: list[str], client: Client
    ) -> None:
        assert names(client.get(PUBLIC, query)) == expected

    def test_the_map_counts_what_its_links_lead_to(self, client: Client) -> None:
        term(District, "valby", "Valby")  # nobody is there, and only staff are to know
        page = client.get(PUBLIC, {"theme": "metoder", "page": "1"})
        tiles = {tile.key: tile for tile in page.context["tiles"]}
        assert {key: tile.number for key, tile in tiles.items()} == {"noerrebro": 1, "sydhavn": 1}
        assert tiles["noerrebro"].place
        assert not tiles["sydhavn"].place
        assert "vd-tile--elsewhere" in page.text
        assert 'href="?theme=metoder&amp;district=noerrebro"' in page.text
        chosen = client.get(PUBLIC, {"district": "noerrebro"})
        assert 'aria-current="true"' in chosen.text.partition("vd-tiles")[2]

    def test_words_are_in_the_readers_language(self, client: Client) -> None:
        page = client.get("/ar/medborgerforum/medlemmer/").text
        assert 'dir="rtl"' in page
        assert '<option value="noerrebro" lang="da">' in page


def test_a_page_holds_twenty(client: Client) -> None:
    for number in range(directory.PER_PAGE + 1):
        listed(f"Forening {number:02}")
    assert len(names(client.get(PUBLIC))) == directory.PER_PAGE
    assert names(client.get(PUBLIC, {"page": 2})) == ["Forening 20"]


@pytest.mark.parametrize("behind_link", [False, True])
def test_no_more_queries_for_more_members(behind_link: bool, client: Client) -> None:
    reader = make_representative(make_association("Læserne"))
    address = own(reader) if behind_link else reverse("forum:directory")

    def queries(count: int) -> int:
        for number in range(count):
            row = listed(f"Forening {count}-{number}")
            row.districts.add(term(District, "valby"))
            row.themes.add(term(Theme, "metoder"))
        with translation.override("da"), CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    assert queries(2) == queries(10)


def test_every_known_district_has_a_place_of_its_own() -> None:
    assert len(set(directory.PLACES.values())) == len(directory.PLACES)
