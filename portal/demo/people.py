"""People who do not exist, drawn from the pools of names and workplaces."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from events.enums import Role
from events.models import WorkplaceKind
from events.registration import Person

from .content import Entry, read
from .vocabulary import terms

# Few enough that many come to more than one activity.
CROWD = 320
# How the roles fall, by kind of workplace: (role, weight).
STAFF_ROLES = ((Role.FRONTLINE_YOUTH, 8), (Role.FRONTLINE_OTHER, 2))
ROLES: dict[str, tuple[tuple[Role, int], ...]] = {
    "forening": ((Role.CIVIL_SOCIETY, 1),),
    "boligsocial": ((Role.CIVIL_SOCIETY, 4), (Role.FRONTLINE_YOUTH, 6)),
    "sundhed": ((Role.FRONTLINE_YOUTH, 5), (Role.FRONTLINE_OTHER, 5)),
    "andet": ((Role.FRONTLINE_OTHER, 5), (Role.OTHER, 5)),
}
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ı": "i", "đ": "d", "ł": "l"})


@dataclass(frozen=True, slots=True)
class Someone:
    """One invented person with a fixed workplace and role, so that she can come again."""

    name: str
    email: str
    workplace: str
    kind: str
    role: Role


def ascii_slug(text: str) -> str:
    """Return the text in a-z, 0-9 and hyphens: æ as ae, accents taken off."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in plain if _is_base(c))
    return "-".join(kept.split())


def _is_base(char: str) -> bool:
    return not unicodedata.combining(char)


class Crowd:
    """The invented city: professionals and volunteers, and citizens without a workplace."""

    def __init__(self, rng: Random, size: int = CROWD) -> None:
        self.rng = rng
        self.kinds = terms(WorkplaceKind)
        pools = read("people")
        self.professionals = [self._professional(pools, number) for number in range(size)]
        self.citizens = [self._citizen(pools, number) for number in range(size // 2)]

    def _name(self, pools: Entry) -> str:
        return f"{self.rng.choice(pools['first_names'])} {self.rng.choice(pools['last_names'])}"

    def _professional(self, pools: Entry, number: int) -> Someone:
        name, place = self._name(pools), self.rng.choice(pools["workplaces"])
        roles = ROLES.get(place["kind"], STAFF_ROLES)
        role = self.rng.choices([r for r, _w in roles], [w for _r, w in roles])[0]
        # The number keeps two people of the same name apart.
        box = f"{ascii_slug(name).replace('-', '.')}{number}"
        email = f"{box}@{ascii_slug(place['name'])[:40].strip('-')}.example"
        return Someone(name, email, place["name"], place["kind"], role)

    def _citizen(self, pools: Entry, number: int) -> Someone:
        name = self._name(pools)
        email = f"{ascii_slug(name).replace('-', '.')}{number}@borger.example"
        return Someone(name, email, "", "", Role.OTHER)

    def draw(self, entry: Entry, number: int) -> list[Someone]:
        """Return that many different people of the kind that comes to such an activity."""
        audience = entry["audiences"][0]
        if entry["kind"] == "forummoede":
            pool = [p for p in self.professionals if p.role == Role.CIVIL_SOCIETY]
            pool += [p for p in self.professionals if p.kind in {"klub", "skole"}]
        elif audience == "foraeldre":
            pool = self.citizens
        elif audience == "alle":
            pool = self.citizens + self.professionals
        elif "civilsamfund" in entry["audiences"]:
            pool = self.professionals
        else:
            pool = [p for p in self.professionals if p.role != Role.CIVIL_SOCIETY]
        return self.rng.sample(pool, number)

    def teams(self, people: list[Someone]) -> Iterator[list[Someone]]:
        """Yield the people as they sign up: most alone, some with one or two colleagues."""
        left = list(people)
        while left:
            first = left.pop(0)
            colleagues = [p for p in left if p.workplace and p.workplace == first.workplace]
            together = colleagues[: self.rng.choice((0, 0, 1, 2))]
            for colleague in together:
                left.remove(colleague)
            yield [first, *together]

    def person(self, someone: Someone) -> Person:
        """Return the person as the sign-up takes her."""
        return Person(
            name=someone.name,
            email=someone.email,
            workplace=someone.workplace,
            workplace_kind=self.kinds.get(someone.kind),
            role=someone.role,
        )
