"""What leaves the house about a discreet course: neither its own name nor what it is about."""

import re
from typing import ClassVar

import pytest
from django.core.cache import cache
from django.test import Client, TestCase, override_settings
from django.utils import translation

from courses import neutral_links
from courses.enums import NeutralLanguage
from events import neutral
from tests.leaks.crawler import Crawl, Crawler
from tests.leaks.marks import INSIDE, SUBJECT, marks_in
from tests.leaks.reading import pdf_metadata, pdf_text
from tests.leaks.world import NEUTRAL_HOST, SETTINGS, World

_PREVIEW = re.compile(r"<title>.*?</title>|<meta\b[^>]*>|<script\b.*?</script>", re.DOTALL)


def subject_in(text: str) -> list[str]:
    """Return the words of a text that tell what it is about."""
    return [word for word in SUBJECT if word in text.casefold()]


@pytest.mark.slow
@override_settings(**SETTINGS, VINK_NEUTRAL_URLCONF="portal.urls_neutral")
class TestNeutralFace(TestCase):
    """The neutral host, and what is printed for parents."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World.build()

    def visit(self, *starts: str) -> tuple[Crawl, dict[str, str]]:
        """Return what someone meets who goes through the neutral host, and every page's text."""
        cache.clear()
        client = Client(SERVER_NAME=NEUTRAL_HOST, raise_request_exception=False)
        crawler = Crawler(
            client, host=NEUTRAL_HOST, urlconf="portal.urls_neutral", most=60, per_view=2
        )
        return crawler.run(starts), crawler.texts

    def test_a_passer_by_reads_the_neutral_words_alone(self) -> None:
        crawl, texts = self.visit("/", "/robots.txt", "/findes-ikke/", "/d/x/y/")
        assert "zzqvarkneutral" in crawl.marks()
        assert not {m for m in crawl.marks() if m in INSIDE}
        assert crawl.marks() <= {
            "zzqvarkneutral", "zzqvarkadresse", "zzqvarkresume", "zzqvarkpraktisk",
            "zzqvarkbefore",
        }  # fmt: skip
        assert {a: w for a, text in texts.items() if (w := subject_in(text))} == {}
        assert crawl.seen >= 6

    def test_she_herself_reads_of_herself_and_nothing_of_the_inside(self) -> None:
        own = neutral_links.own_path(self.world.person, "da")
        crawl, texts = self.visit(own)
        assert "zzqvarkalias" in crawl.marks()
        assert not crawl.marks() & set(INSIDE)
        assert {a: w for a, text in texts.items() if (w := subject_in(text))} == {}
        assert any(address.endswith(".ics") for address in crawl.visited)

    def test_what_others_see_of_a_link_names_nothing(self) -> None:
        _crawl, texts = self.visit("/", neutral_links.own_path(self.world.person, "da"))
        for address, text in texts.items():
            preview = " ".join(_PREVIEW.findall(text))
            assert not {m for m in marks_in(preview) if m in INSIDE}, address
            assert subject_in(preview) == [], address
            assert "zzqvarkalias" not in marks_in(preview), address

    def test_her_pages_are_not_there_on_the_portal_itself(self) -> None:
        own = neutral_links.own_path(self.world.person, "da")
        client = Client()
        for address in (own, f"{own}ret/", f"/a/{self.world.coming.pk}/", "/privatliv/"):
            assert client.get(address).status_code == 404, address

    def test_what_is_printed_for_her_says_nothing_either(self) -> None:
        face = neutral.face()
        papers = [face.slip(self.world.person), face.code_sheet(self.world.survey, "da")]
        for paper in papers:
            with translation.override(NeutralLanguage.DA):
                assert subject_in(pdf_text(paper)) == []
            assert not {m for m in marks_in(pdf_text(paper)) if m in INSIDE}
            assert marks_in(pdf_metadata(paper)) <= {"zzqvarkneutral"}
