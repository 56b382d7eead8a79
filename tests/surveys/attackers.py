"""A theme day with one marked person and one marked sheet, and what everyone else can see of it.

``Day.build()`` takes the ways the portal itself takes: registrations, attendance, the end of the
day, which opens the survey and mails the links. ``everything()`` and ``Visitor.look()`` are the
two views that an attacker has: all that is stored outside the survey tables, and all that is
shown to a role.
"""

import io
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import APIToken

from events import attendance, outbox, planning, webhooks
from events.enums import ActivityKind, ActivityStatus, AttendanceState, Role
from events.models import (
    Activity,
    Registration,
    Session,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
    Webhook,
)
from portal.accounts.models import User
from portal.logs import PersonalLinkFilter
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory
from tests.knowledge.small_site import make_site
from tests.leaks import addresses, marks
from tests.leaks.crawler import Crawler
from tests.surveys.makers import KEYS, make_instrument, path_of
from tests.targets.makers import make_target

SURVEY_TABLES = frozenset(
    model._meta.db_table
    for model in (SurveyInvitation, SurveyResponse, SurveyAnswer, SurveyComment)
)
STAFF = (
    "Redaktør", "Arrangør", "Kursusleder", "Forumkoordinator", "Analytiker", "Administrator",
    "superuser",
)  # fmt: skip
OTHERS = 12
BY_CODE = 4  # of the others
SHORT, FEW = 300, 4  # characters and lines of what is printed of a difference
# The marked sheet: a pattern that nobody else gives, and words that nobody else writes.
PATTERN = (1, 5, 1, 5, 0)
SHEET_MARK = "qqvsvarmærke"
REMARK = f"{SHEET_MARK} om lokalet"

LOOKED_AT = ("/admin/", "/api/", "/handleplan/", "/maal/", "/resultater/")
FOLLOWED = (
    "/admin/aktiviteter/", "/admin/reports/", "/admin/resultater/", "/admin/maal/", "/api/",
    "/maal/", "/resultater/",
)  # fmt: skip
# Papers of names, forms for something new, and histories, which the tables show already.
_PASSED_BY = re.compile(r"\.pdf$|/new/$|/delete/|/history|/usage/|/choose")

# What differs between two looks at the same thing: lines of these words, and these parts.
_NOISY_LINE = re.compile(
    r"/editing-sessions/|\bsiden\b|Lige nu|DTSTAMP:|(?:Set-)?Cookie: "
    r"|^(?:Content-Length|Date|Expires|ETag|Last-Modified): "
)
_NOISE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"'
    r'|name="(?:idempotency_key|form_key|key)" value="[^"]*"'
    r"|(?i:csrf_?token)\W{1,12}[A-Za-z0-9]{20,}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
)


@dataclass
class Day:
    """Whom and what there is; the names that ``addresses`` asks a world for among them."""

    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    activity: Activity = field(init=False)
    person: Registration = field(init=False)
    survey: Survey = field(init=False)
    turns: list[Any] = field(default_factory=list)  # keys of links, in the order of answering

    @classmethod
    def build(cls) -> "Day":
        """Return the day, over, with its survey open and nobody's answer in."""
        day = cls()
        make_site()
        make_instrument()
        for role in STAFF:
            superuser = role == "superuser"
            rank = {"is_superuser": True, "is_staff": True} if superuser else {"role": role}
            day.users[role] = UserFactory(**rank)
            _row, day.tokens[role] = APIToken.create_token(user=day.users[role], name="prøve")
        every = [event.value for event in webhooks.Event]
        Webhook.objects.create(name="Andre", url="https://andre.example/", kinds=every)
        make_target("survey_share", code="T4")
        day._hold()
        outbox.deliver_due()
        return day

    coming = property(lambda self: self.activity)
    over = property(lambda self: self.activity)

    def _hold(self) -> None:
        organiser = self.users["Arrangør"]
        self.activity = ActivityFactory(
            kind=ActivityKind.TEMADAG, starts_in_days=-1, status=ActivityStatus.CLOSED, capacity=50
        )
        session = Session.objects.filter(activity=self.activity).first()
        people = [
            RegistrationFactory(
                activity=self.activity,
                role=Role.FRONTLINE_YOUTH,
                **({"email": None} if number < BY_CODE else {}),
            )
            for number in range(OTHERS)
        ]
        self.person = RegistrationFactory(
            activity=self.activity,
            role=Role.FRONTLINE_YOUTH,
            name=marks.NAME,
            email=marks.EMAIL,
            phone=marks.PHONE,
            workplace=marks.WORKPLACE,
        )
        for person in (*people[:7], self.person, *people[7:]):
            attendance.mark(person, session, AttendanceState.PRESENT, by=organiser)
        planning.hold(self.activity, by=organiser)
        self.activity.refresh_from_db()
        self.survey = Survey.objects.get(activity=self.activity)

    @property
    def link(self) -> SurveyInvitation:
        """The marked person's invitation."""
        return SurveyInvitation.objects.get(registration=self.person)

    def others(self) -> list[SurveyInvitation]:
        """The other invitations, mails and codes, in the order of their keys."""
        return list(
            SurveyInvitation.objects.filter(survey=self.survey)
            .exclude(registration=self.person)
            .order_by("pk")
        )


def hand_in(invitation: SurveyInvitation, pattern: tuple[int, ...], remark: str = "") -> Any:
    """Answer through the page, as a browser that is signed in nowhere; return the response."""
    sheet = {f"q-{key}": str(value) for key, value in zip(KEYS, pattern, strict=True)}
    response = Client().post(path_of(invitation), {**sheet, "comment": remark})
    invitation.refresh_from_db()
    assert invitation.spent, response.content.decode()
    return response


def everything() -> dict[str, tuple[str, ...]]:
    """Return every row of every table but the four of the survey, and of the cache."""
    found: dict[str, tuple[str, ...]] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in SURVEY_TABLES:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found[table] = tuple(sorted(map(str, cursor.fetchall())))
    kept: Mapping[str, Any] = cache._cache  # type: ignore[attr-defined]
    found["(cache)"] = tuple(sorted(f"{key} {value!r}" for key, value in kept.items()))
    return found


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """Return what differs, by table or address: lines of before, lines of after.

    Of each a few, cut short: whoever compares whole worlds must not print them.
    """
    return {
        name: [_only(before.get(name), after.get(name)), _only(after.get(name), before.get(name))]
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }


def _only(one: Any, other: Any) -> list[str]:
    others = set(_lines(other))
    return [line[:SHORT] for line in _lines(one) if line not in others][:FEW]


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines()]
    rows = value.values() if isinstance(value, dict) else value
    return [str(row) for row in rows] if isinstance(rows, Iterable) else [str(value)]


@contextmanager
def told() -> Iterator[dict[str, Any]]:
    """Yield what is said while the block runs: logs as the console gets them, and mails."""
    stream, sent = io.StringIO(), len(mail.outbox)
    handler = logging.StreamHandler(stream)
    handler.addFilter(PersonalLinkFilter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    said: dict[str, Any] = {}
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        said["logs"] = stream.getvalue()
        said["mails"] = [message.subject for message in mail.outbox[sent:]]


class _Crawler(Crawler):
    """A crawler who does not carry a refusal's words on to the next page."""

    def visit(self, address: str, *, follow: bool = True) -> Any:
        response = super().visit(address, follow=follow)
        self.client.cookies.pop("messages", None)
        return response


@dataclass
class Visitor:
    """One role's browser, and the addresses that opened to it."""

    role: str
    client: Client
    headers: dict[str, str]
    opened: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, day: Day, role: str) -> "Visitor":
        """Return a visitor who has signed in, with a key to the API."""
        client = Client(raise_request_exception=False)
        client.force_login(day.users[role])
        return cls(role, client, {"Authorization": f"Bearer {day.tokens[role]}"})

    def explore(self, wanted: Iterable[str], *, most: int = 12) -> dict[str, str]:
        """Try these addresses, then follow links; return what each page says that opened.

        ``most`` is how many links are followed beside.
        """
        crawler = _Crawler(
            self.client, baits=[marks.BAIT], headers=self.headers, below=FOLLOWED, most=0
        )
        for address in wanted:
            crawler.visit(address)
        crawler.most = len(crawler.crawl.visited) + most
        crawler.run([f"/admin/aktiviteter/?q={marks.BAIT}"])
        visited = crawler.crawl.visited
        self.broken = [address for address, status in visited.items() if status >= 500]
        self.opened = [
            address
            for address, status in visited.items()
            if status == 200 and not _PASSED_BY.search(address)
        ]
        return {address: without_noise(crawler.texts[address]) for address in self.opened}

    def look(self) -> dict[str, str]:
        """Return what the pages say that opened before."""
        crawler = _Crawler(self.client, headers=self.headers)
        for address in self.opened:
            crawler.visit(address, follow=False)
        return {address: without_noise(text) for address, text in crawler.texts.items()}


def looking(day: Day, *roles: str) -> dict[str, tuple[Visitor, dict[str, str]]]:
    """Return the roles as visitors, each with what it sees; the superuser goes first.

    What does not open to the superuser opens to nobody, so the others try the rest only.
    """
    first = Visitor.of(day, "superuser")
    found = {"superuser": (first, first.explore(own_addresses(day)))}
    for role in roles:
        visitor = Visitor.of(day, role)
        found[role] = (visitor, visitor.explore(first.opened, most=0))
    for visitor, _pages in found.values():
        assert visitor.broken == [], visitor.role
    return found


def own_addresses(day: Day) -> list[str]:
    """Return every address of the portal's own for staff and everyone, filled in where need be."""
    bare = []
    for name, converters in addresses.named():
        if not converters and not name.startswith(("wagtail", "account", "mfa")):
            with suppress(NoReverseMatch):
                bare.append(reverse(name))
    reports = [f"{reverse('survey_results_report')}?export={kind}" for kind in ("csv", "xlsx")]
    filled = addresses.of_discreet_rows(day)  # type: ignore[arg-type]
    keys = [str(row.pk) for row in (day.activity, day.survey, day.person)]
    about = [a for a in filled if any(key in a for key in keys)]
    result = reverse("survey_result", args=[day.survey.pk])
    wanted = {*bare, *about, *reports, result, "/maal/T4/"}
    return sorted(a for a in wanted if a.startswith(LOOKED_AT) and not _PASSED_BY.search(a))


def without_noise(text: str) -> str:
    """Return a page without what differs between two looks at the same thing."""
    lines = (line for line in text.splitlines() if not _NOISY_LINE.search(line))
    return _NOISE.sub("", "\n".join(lines))
