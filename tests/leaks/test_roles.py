"""A marked discreet person is met by nobody but the course leaders, wherever they look.

Every other role follows the links it finds, types her name into every search, and tries every
address that can be made with her keys. Django's own ``TestCase`` fills the database once for
all roles.
"""

from typing import Any, ClassVar
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from events.models.activity import ActivityQuerySet
from tests.knowledge.small_site import add_article
from tests.leaks import addresses, marks
from tests.leaks.crawler import Crawl, Crawler, with_query
from tests.leaks.marks import BAIT, PHONE_BAIT, PHONE_DIGITS
from tests.leaks.world import COURSE_LEADER, SETTINGS, World

MOST = 60
# A visitor who saw fewer pages than this has lost her way, and proves nothing.
FEWEST: dict[str, int] = {
    "anonymous": 35,
    "participant": 40,
    "her own account": 40,
    "Redaktør": 45,
    "Arrangør": 45,
    "Forumkoordinator": 45,
    "Analytiker": 35,
    "Administrator": 45,
    "superuser": 45,
}
PUBLIC_STARTS = (
    "/", "/en/", "/kalender/", "/kalender.ics", "/sitemap.xml", "/robots.txt", "/health",
    "/mine-tilmeldinger/", "/mine-tilmeldinger/tidligere/", "/api/v1/activities",
    "/api/v1/calendar", "/api/v1/openapi.json", "/findes-ikke/",
)  # fmt: skip
STAFF_STARTS = ("/admin/", "/admin/aktiviteter/", "/admin/pages/", "/admin/account/", "/kalender/")
# What staff see of the public site is what the others see: they go on where others may not.
STAFF_BELOW = ("/admin/", "/api/", "/tjek-ind/", "/k/", "/kurser/")
STAFF_ONLY = ("/admin/", "/api/", "/tjek-ind/", "/c/")
SEARCHED = (
    "activity:index", "wagtailadmin_pages:search", "wagtailimages:index", "wagtaildocs:index",
    "wagtailusers_users:index", "network:index", "hostrequest:index",
)  # fmt: skip
REPORTS = (
    "survey_results_report", "turnout_report", "outbox_report",
    "wagtailadmin_reports:site_history", "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:page_types_usage",
)  # fmt: skip


def starts(*, staff: bool) -> list[str]:
    """Return where a visitor begins: entrances, searches with the baits, and exports."""
    if not staff:
        return [*PUBLIC_STARTS]
    found = [*STAFF_STARTS]
    found += [with_query(reverse(name), q=BAIT) for name in SEARCHED]
    found += [with_query(reverse(name), q=PHONE_BAIT) for name in SEARCHED[:2]]
    for report in REPORTS:
        found += [with_query(reverse(report), export=kind) for kind in ("csv", "xlsx")]
    return found


@pytest.mark.slow
@override_settings(**SETTINGS)
class TestRoles(TestCase):
    """One house, looked at by everyone in turn."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World.build()

    def sign_in(self, role: str) -> tuple[Client, dict[str, str]]:
        """Return a client of the role, and the headers of its key to the API."""
        cache.clear()  # rate limits are not what is tried here
        client, headers = Client(raise_request_exception=False), {}
        if user := self.world.users.get(role):
            client.force_login(user)
        if token := self.world.tokens.get(role):
            headers["Authorization"] = f"Bearer {token}"
        return client, headers

    def visit(self, role: str, *, most: int = MOST) -> Crawl:
        """Return what the role sees when it looks everywhere."""
        client, headers = self.sign_in(role)
        token = "Authorization" in headers
        crawler = Crawler(
            client,
            baits=[BAIT],
            keys=self.world.keys,
            headers=headers,
            below=STAFF_BELOW if token else ("/",),
            most=most,
        )
        return crawler.run(starts(staff=bool(token)))

    def test_whoever_follows_every_link_and_searches_for_her_finds_nothing(self) -> None:
        for role, fewest in FEWEST.items():
            with self.subTest(role=role):
                crawl = self.visit(role)
                # On the pages of her account stands the address that she gave it herself.
                own = ("/konto/", "/en/konto/") if role == "her own account" else ()
                leaks = [
                    str(leak) for leak in crawl.leaks if not leak.address.startswith(own or ("-",))
                ]
                assert leaks == []
                broken = [a for a, status in crawl.visited.items() if status >= 500]
                assert broken == []
                assert crawl.seen >= fewest, sorted(crawl.visited)

    def test_no_address_made_with_her_keys_opens_to_anyone_else(self) -> None:
        wanted = addresses.of_discreet_rows(self.world)
        inside = [address for address in wanted if address.startswith(STAFF_ONLY)]
        assert len(wanted) > 200
        assert len(inside) > 100
        for role in FEWEST:
            with self.subTest(role=role):
                client, headers = self.sign_in(role)
                crawler = Crawler(client, keys=self.world.keys, headers=headers)
                # Whoever has no key to a personal link is nobody there, whatever her role.
                for address in wanted if role == "anonymous" else inside:
                    if not address.startswith("/admin/"):
                        cache.clear()  # of what counts the tries
                    crawler.visit(address, follow=False)
                assert [str(leak) for leak in crawler.crawl.leaks] == []
                broken = [
                    address
                    for address, status in crawler.crawl.visited.items()
                    if status >= 500 or status == 429
                ]
                assert broken == []

    def test_the_course_leader_finds_her(self) -> None:
        client, _headers = self.sign_in(COURSE_LEADER)
        crawler = Crawler(client, below=("/admin/kurser/",), most=30)
        steps = ("participants", "checklist", "calls", "queue", "edit")
        found = crawler.run(
            [
                f"/admin/aktiviteter/?q={BAIT}",
                *(reverse(f"activity:{step}", args=[self.world.coming.pk]) for step in steps),
                reverse("activity:participant", args=[self.world.coming.pk, self.world.person.pk]),
            ]
        ).marks()
        assert {
            "zzqvarkalias", "zzqvarkmail", PHONE_DIGITS, "zzqvarktitel", "zzqvarkneutral",
            "zzqvarkledsager", "zzqvarkhuskeliste",
        } <= found  # fmt: skip

    def test_a_door_left_open_is_noticed(self) -> None:
        def everything(rows: Any, user: Any) -> Any:
            return rows

        with mock.patch.object(ActivityQuerySet, "visible_to", everything):
            crawl = self.visit("Arrangør", most=40)
        assert "zzqvarktitel" in crawl.marks()
        page = add_article(self.world.site, "Plantet", search_description=f"om {marks.NAME}")
        crawl = self.visit("anonymous", most=40)
        assert {leak.address for leak in crawl.leaks} >= {page.url}
