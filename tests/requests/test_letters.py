"""Every letter to hosts, helpers and members: both languages, text and HTML, the right link."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import host_letters, letters, links, messages, networks, requests
from events.drafting import Draft
from events.enums import ActivityKind
from events.models import Activity, ActivityHelper, HostRequest, Network, OutboxMessage
from events.notifications import Mail

pytestmark = pytest.mark.django_db
MAILBOX = "ung@vink.example"
REQUESTS: dict[Mail, str] = {
    Mail.REQUEST_RECEIVED: "new",
    Mail.REQUEST_ACCEPTED: "accepted",
    Mail.REQUEST_CHANGED: "accepted",
    Mail.REQUEST_DECLINED: "declined",
    Mail.REQUEST_HEADS: "accepted",
}
OTHERS = (Mail.HELPER_ASKED, Mail.HELPER_CHANGED, Mail.NETWORK_INVITATION, Mail.REQUEST_WITHDRAWN)


@pytest.fixture
def queued(ask: Callable[..., HostRequest]) -> Callable[[Mail, str], OutboxMessage]:
    def make(kind: Mail, language: str) -> OutboxMessage:
        row = ask(language=language)
        activity = requests.accept(row, a_day())
        Activity.objects.filter(pk=activity.pk).update(contact_email=MAILBOX)
        OutboxMessage.objects.all().delete()
        recipient: dict[str, Any]
        if kind in REQUESTS or kind == Mail.REQUEST_WITHDRAWN:
            status = REQUESTS.get(kind, "withdrawn")
            HostRequest.objects.update(
                status=status, declined="no_time", asked_heads_at=timezone.now()
            )
            recipient = {"host_request": HostRequest.objects.get()}
        elif kind == Mail.NETWORK_INVITATION:
            recipient = {"member": invited(activity, language)}
        else:
            helper = ActivityHelper.objects.create(
                activity=activity, name="Ali", email="a@x.example", answer="yes", language=language
            )
            recipient = {"helper": helper}
        params = {"activity": str(activity.pk)} if "member" in recipient else {}
        message = OutboxMessage.objects.create(kind=kind, params=params, **recipient)
        return OutboxMessage.objects.get(pk=message.pk)

    return make


def a_day() -> Draft:
    start = timezone.now() + timedelta(days=9)
    return Draft(
        kind=ActivityKind.OPLAEG,
        title="Besøg",
        start=start,
        end=start + timedelta(hours=1),
        place="Skolen",
    )


def invited(activity: Activity, language: str) -> Any:
    network = Network.objects.create(name="Net")
    networks.add(network, [networks.NewMember(name="Ane", email="ane@x.example")])
    networks.members(network).update(language=language)
    Activity.objects.filter(pk=activity.pk).update(network=network)
    networks.invite(activity)
    OutboxMessage.objects.all().delete()
    return networks.members(network).get()


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", [*REQUESTS, *OTHERS])
def test_each_says_where_answers_go_and_leads_to_its_page(
    kind: Mail, language: str, queued: Callable[[Mail, str], OutboxMessage]
) -> None:
    row = queued(kind, language)
    mail = messages.render(row)
    (html,) = [str(part.content) for part in mail.alternatives]
    (recipient,) = [r for r in (row.host_request, row.helper, row.member) if r]
    if kind == Mail.REQUEST_WITHDRAWN:
        assert mail.to == [MAILBOX]
        address = f"/admin/forespoergsler/{recipient.pk}/"
    else:
        assert mail.reply_to == [MAILBOX]
        prefix = "" if language == "da" else "/en"
        address = f"{prefix}/t/"
    if kind != Mail.REQUEST_DECLINED:  # nothing is left to do there
        assert links.absolute(address) in html
        assert links.absolute(address) in mail.body
    assert "{%" not in mail.body + html
    assert mail.subject


@pytest.mark.parametrize("kind", [*REQUESTS, *OTHERS])
def test_none_leaves_about_a_discreet_activity(
    kind: Mail, queued: Callable[[Mail, str], OutboxMessage]
) -> None:
    row = queued(kind, "da")
    Activity.objects.update(discreet=True)
    with pytest.raises(messages.NotToBeSent):
        messages.render(OutboxMessage.objects.get(pk=row.pk))


def test_every_kind_of_ours_is_registered() -> None:
    assert host_letters
    assert {*REQUESTS, *OTHERS} <= letters.LETTERS.keys()
