"""Requests of hosts, one network, and the helpers and checklist of the next theme day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from events import networks, preparation, requests
from events.drafting import Draft
from events.enums import ActivityKind
from events.models import (
    Activity,
    ActivityHelper,
    Audience,
    District,
    HostRequest,
    Network,
    NetworkMember,
    OutboxMessage,
    PreparationItem,
    WorkplaceKind,
)
from events.networks import NewMember

from .activities import Planned
from .content import Entry, entries, read
from .dates import moment, working_day
from .staff import organiser

COUNTED = HostRequest.Status.COUNTED
# What an entry of the content says beside the request's own fields.
BESIDE = {
    "asked_days", "state", "declined", "activity_kind", "title", "day_offset", "start", "end",
    "heads", "audience", "workplace_kind", "district",
}  # fmt: skip


def load_hosts(planned: Sequence[Planned]) -> None:
    """Load it all through the real rules, then take the mails out of the outbox."""
    by_key = {one.entry["key"]: one.row for one in planned if one.number == 0}
    for entry in entries("hosts", "requests"):
        _load_request(entry)
    _load_network(read("hosts")["network"], by_key)
    theme_day = read("hosts")["theme_day"]
    _prepare(by_key[theme_day["activity"]], theme_day["done"])
    _load_helpers(by_key[theme_day["activity"]])
    OutboxMessage.objects.filter(registration=None).delete()


def _draft(entry: Entry, kind: str, place: str) -> Draft:
    day = working_day(entry["day_offset"])
    return Draft(
        kind=kind,
        title=entry["title"],
        start=moment(day, entry["start"]),
        end=moment(day, entry["end"]),
        place=place,
    )


def _load_request(entry: Entry) -> None:
    row = requests.receive(
        HostRequest(
            audience=Audience.objects.get(key=entry["audience"], locale__language_code="da"),
            workplace_kind=WorkplaceKind.objects.get(
                key=entry["workplace_kind"], locale__language_code="da"
            ),
            district=District.objects.filter(
                key=entry["district"], locale__language_code="da"
            ).first(),
            **{name: value for name, value in entry.items() if name not in BESIDE},
        )
    )
    asked = timezone.now() - timedelta(days=entry["asked_days"])
    HostRequest.objects.filter(pk=row.pk).update(created_at=asked)
    if entry["state"] == "new":
        return
    if entry["state"] == "declined":
        requests.decline(row, reason=entry["declined"], by=organiser())
        return
    requests.assign(row, team=requests.USUAL_TEAM[row.kind], to=organiser(), by=organiser())
    if "activity_kind" in entry:
        place = f"{entry['workplace']}, {entry['address']}"
        wanted = _draft(entry, entry["activity_kind"], place)
        activity = requests.accept(row, wanted, by=organiser())
        if entry["state"] == COUNTED:
            _count(row, activity, entry["heads"])


def _count(row: HostRequest, activity: Activity, heads: dict[str, int]) -> None:
    """Let the host have counted the day after."""
    requests.ask_head_counts()
    row.refresh_from_db()
    session = activity.sessions.get()
    terms = Audience.objects.filter(key__in=heads, locale__language_code="da")
    requests.count_heads(row, [(session, term, heads[term.key]) for term in terms])


def _load_network(entry: Entry, by_key: dict[str, Activity]) -> None:
    network = Network.objects.create(name=entry["name"], purpose=entry["purpose"])
    people, _problems = networks.parse_lines("\n".join(entry["members"]))
    networks.add(network, [*people, NewMember(name="Tidligere Medlem", email=entry["left"])])
    networks.leave(NetworkMember.objects.get(network=network, email=entry["left"]))
    NetworkMember.objects.filter(network=network).update(
        joined_on=timezone.localdate() - timedelta(days=300)
    )
    activity = by_key[entry["activity"]]
    activity.network = network
    activity.save(update_fields=["network"])
    networks.invite(activity)
    members: dict[str, Any] = {m.email: m for m in networks.members(network)}
    for address in entry["says_yes"]:
        networks.accept(members[address], activity)
    for address in entry["says_no"]:
        networks.decline(members[address], activity)
    later = _draft(entry, ActivityKind.NETVAERKSMOEDE, entry["place"])
    networks.plan_meeting(network, later, by=organiser())


def _prepare(activity: Activity, done: list[str]) -> None:
    preparation.add_standard_list(activity)
    for item in PreparationItem.objects.filter(activity=activity, title__in=done):
        preparation.tick(item, done=True, by=organiser())


def _load_helpers(activity: Activity) -> None:
    for entry in entries("hosts", "helpers"):
        answered = timezone.now() if entry["answer"] == "yes" else None
        ActivityHelper.objects.create(activity=activity, answered_at=answered, **entry)
