"""Every address of the portal that can be made with the keys of the discreet rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from courses.models import NeutralText
from events.models import (
    CallTask,
    DocumentJob,
    OutboxMessage,
    PreparationItem,
    Registration,
    Session,
    SurveyInvitation,
)
from tests.leaks.world import World

# So many of the ways to fill an address in are tried: each row in turn, in all places at once.
MOST_OF_ONE = 2
BOGUS_TOKEN = "0" * 32


def named(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> Iterator[tuple]:
    """Yield the full name and the converters of each address that has a name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            below = (*spaces, pattern.namespace) if pattern.namespace else spaces
            for name, converters in named(pattern, below):
                yield name, {**pattern.pattern.converters, **converters}
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield ":".join([*spaces, pattern.name]), pattern.pattern.converters


def of_discreet_rows(world: World) -> list[str]:
    """Return every address that takes an argument, filled in with keys of discreet rows."""
    values = _values(world)
    found: set[str] = set()
    for name, converters in {(n, tuple(c.items())) for n, c in named()}:
        arguments = dict(converters)
        # Wagtail's own addresses take numbers of its own rows: the crawl goes there.
        if not arguments or name.startswith("wagtail"):
            continue
        choices = [_candidates(key, kind, arguments, values) for key, kind in arguments.items()]
        ways = min(MOST_OF_ONE, max(map(len, choices)))
        for way in range(ways):
            chosen = [choice[way % len(choice)] for choice in choices]
            try:
                found.add(reverse(name, kwargs=dict(zip(arguments, chosen, strict=True))))
            except NoReverseMatch:
                break  # a part of a regular expression, or a namespace of its own
    return sorted(found)


def _values(world: World) -> dict[str, Sequence[Any]]:
    """Return what each argument may be, by the beginning of its name."""
    activities = [world.coming.pk, world.over.pk]
    people = [
        world.person.pk,
        *Registration.objects.filter(activity=world.over).values_list("pk", flat=True)[:1],
    ]
    sessions = list(
        Session.objects.filter(activity__in=activities).values_list("pk", flat=True)[:2]
    )
    rows = {
        "activity": activities,
        "registration": people,
        "participant": people,
        "booking": [world.person.booking_id],
        "session": sessions,
        "survey": [world.survey.pk],
        "invitation": SurveyInvitation.objects.values_list("pk", flat=True)[:1],
        "item": PreparationItem.objects.values_list("pk", flat=True)[:1],
        "task": CallTask.objects.values_list("pk", flat=True)[:1],
        "call": CallTask.objects.values_list("pk", flat=True)[:1],
        "job": DocumentJob.objects.values_list("pk", flat=True)[:1],
        "message": OutboxMessage.objects.values_list("pk", flat=True)[:1],
        "text": NeutralText.objects.values_list("pk", flat=True)[:1],
        "language": ["da", "en"],
        "code": [world.person.checkin_code],
        "token": [BOGUS_TOKEN],
    }
    filled = {name: list(keys) for name, keys in rows.items()}
    uuids = [key for keys in filled.values() for key in keys if not isinstance(key, str)]
    return {**filled, "": list(dict.fromkeys(uuids))}


def _candidates(
    key: str,
    kind: Any,
    arguments: Mapping[str, Any],
    values: Mapping[str, Sequence[Any]],
) -> Sequence[Any]:
    """Return what may stand for one argument of a named address."""
    for beginning, chosen in values.items():
        if beginning and beginning in key and chosen:
            return chosen
    if "Int" in type(kind).__name__:
        return [1]
    if key == "pk" and "activity_pk" in arguments:
        return values["registration"]
    return values[""] if "UUID" in type(kind).__name__ or key in {"pk", "object_id"} else ["x"]
