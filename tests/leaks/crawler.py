"""Follow every link, and fill in every search, that one visitor meets; keep what was marked."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.leaks.marks import keys_in, marks_in
from tests.leaks.reading import text_of

# Anything in quotes that begins like an address, also in JSON and in data attributes.
_ADDRESS = re.compile(r"""["']((?:https?://[\w.-]+)?/[^"'<>\s\\]*|\?[^"'<>\s\\]*)["']""")
_IN_FEED = re.compile(r"https?://[\w.-]+/[^\s<\"']*")
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)
_INPUT = re.compile(r"<input\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*["']([^"']*)["']""")
_SKIPPED = re.compile(r"^//|^/static/|^/media/|/logout/|/jsi18n/|/sprite|[{}]|%s")
_TYPED = {"", "text", "search"}


@dataclass(frozen=True)
class Leak:
    """Where a mark stood that should not."""

    address: str
    status: int
    found: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.status} {self.address}: {', '.join(self.found)}"


@dataclass
class Crawl:
    """What one visitor saw."""

    visited: dict[str, int] = field(default_factory=dict)  # address → status
    leaks: list[Leak] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """How many pages came, refusals and redirects left out."""
        return sum(status == 200 for status in self.visited.values())

    def marks(self) -> set[str]:
        """Every mark that was found."""
        return {mark for leak in self.leaks for mark in leak.found}


class Crawler:
    """A visitor who follows links breadth first, and types the baits into every search.

    Of one view not more than ``per_view`` addresses are seen for each way of asking, so that
    long lists do not use the visits up. ``keys`` are rows that nobody may be led to either.
    Only what lies ``below`` these paths is followed.
    """

    def __init__(
        self,
        client: Client,
        *,
        baits: Sequence[str] = (),
        keys: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        host: str = "testserver",
        urlconf: str | None = None,
        below: Sequence[str] = ("/",),
        most: int = 400,
        per_view: int = 1,
    ) -> None:
        self.client, self.baits, self.keys = client, baits, keys or {}
        self.host, self.urlconf, self.below = host, urlconf, tuple(below)
        self.headers = dict(headers or {})
        self.most, self.per_view = most, per_view
        self.crawl = Crawl()
        self.texts: dict[str, str] = {}  # what each address said
        self._waiting: deque[str] = deque()
        self._known: set[str] = set()
        self._of_view: Counter[tuple[str, ...]] = Counter()

    def run(self, starts: Iterable[str]) -> Crawl:
        """Begin at these addresses, which are visited whatever their number."""
        for address in starts:
            self._known.add(address)
            self._waiting.append(address)
        while self._waiting and len(self.crawl.visited) < self.most:
            self.visit(self._waiting.popleft())
        return self.crawl

    def visit(self, address: str, *, follow: bool = True) -> Any:
        """Ask for one address, note the marks, and remember where it leads."""
        response = self.client.get(address, headers=self.headers)
        text = text_of(response)
        self.crawl.visited[address], self.texts[address] = response.status_code, text
        self.note(address, response.status_code, text)
        if not follow:
            return response
        if location := response.headers.get("Location"):
            self._wait_for(address, location)
        kind = response.headers.get("Content-Type", "")
        if kind.startswith(("text/", "application/json", "application/xml")):
            self._follow(address, text)
        return response

    def note(self, address: str, status: int, text: str) -> None:
        """Keep what is marked in a text. What stands in the address itself is an echo."""
        found = marks_in(text) | keys_in(text, self.keys, but=address)
        if found:
            self.crawl.leaks.append(Leak(address, status, tuple(sorted(found))))

    def _follow(self, address: str, text: str) -> None:
        plain = html.unescape(text)
        for link in (*_ADDRESS.findall(plain), *_IN_FEED.findall(plain)):
            self._wait_for(address, link)
        for form in _FORM.finditer(plain):
            attributes = dict(_ATTRIBUTE.findall(form[1]))
            if attributes.get("method", "get").lower() == "get":
                self._fill_in(address, attributes.get("action", ""), form[2])

    def _fill_in(self, address: str, action: str, inside: str) -> None:
        fields = [dict(_ATTRIBUTE.findall(field)) for field in _INPUT.findall(inside)]
        named = [f for f in fields if f.get("name")]
        typed = [f["name"] for f in named if f.get("type", "").lower() in _TYPED]
        for name in typed[:2]:
            for bait in self.baits:
                self._wait_for(address, f"{action or urlsplit(address).path}?{name}={bait}")

    def _wait_for(self, address: str, link: str) -> None:
        parts = urlsplit(urljoin(address, link))
        if parts.netloc not in {"", self.host} or _SKIPPED.search(parts.path):
            return
        if not parts.path.startswith(self.below):
            return
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        if target in self._known:
            return
        self._known.add(target)
        group = self._group(parts.path, parts.query)
        if group and self._of_view[group] < self.per_view:
            self._of_view[group] += 1
            self._waiting.append(target)

    def _group(self, path: str, query: str) -> tuple[str, ...]:
        """Return what makes addresses alike: the view, and which questions are asked of it."""
        asked = sorted({name for name, _value in parse_qsl(query, keep_blank_values=True)})
        typed = [value for _name, value in parse_qsl(query) if value in self.baits]
        try:
            match = resolve(path, self.urlconf)
        except Resolver404:
            return ("?", *asked)
        named = match.view_name or repr(match.func)
        # Every public page is served by one view: there, each page counts for itself.
        if named == "wagtail_serve":
            named = path
        return (named, *asked, *typed)


def with_query(address: str, **query: str) -> str:
    """Return the address with something asked."""
    return f"{address}?{urlencode(query)}"
