"""Brakes on what sends mail or guesses links: so many times in a window, then a pause.

The counter lives in the cache under a keyed hash, so neither an IP address nor an e-mail
address is written anywhere. A window starts with the first try.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most ``times`` within ``window``, counted under the name ``scope``."""

    scope: str
    times: int
    window: timedelta

    def allows(self, *key: object, weight: int = 1) -> bool:
        """Count one more try for the key; say whether it is within the limit.

        ``weight`` is how many times it counts, such as the mails that it sends.
        """
        name = f"limit:{self.scope}:{_hash(*key)}"
        seconds = int(self.window.total_seconds())
        if cache.add(name, weight, seconds):
            return weight <= self.times
        try:
            return cache.incr(name, weight) <= self.times
        except ValueError:  # the window ended between the two calls
            cache.set(name, weight, seconds)
            return weight <= self.times


def client_address(request: HttpRequest) -> str:
    """Return the client's IP address, through as many proxies as the settings trust."""
    return str(get_adapter(request).get_client_ip(request))


def _hash(*key: object) -> str:
    text = "\0".join(str(part) for part in ("limit", *key))
    return hmac.new(settings.VINK_LINK_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


# A whole school may sit behind one address and sign up in the same break.
SIGNUP = Limit("signup", times=60, window=timedelta(minutes=10))
LOST_LINK = Limit("lost-link", times=30, window=timedelta(minutes=10))
LOST_LINK_PER_ADDRESS = Limit("lost-link-mail", times=3, window=timedelta(hours=1))
# Each correction may send a mail to whatever address is typed.
CORRECTION = Limit("correction", times=10, window=timedelta(hours=1))
PERSONAL_LINK = Limit("personal-link", times=60, window=timedelta(minutes=10))
# A request of a host sends a mail to whatever address is typed.
HOST_REQUEST = Limit("host-request", times=10, window=timedelta(hours=1))
HOST_REQUEST_PER_ADDRESS = Limit("host-request-mail", times=5, window=timedelta(days=1))
# Calendar programs fetch every few hours; some devices of one person share the address.
CALENDAR = Limit("calendar", times=60, window=timedelta(minutes=10))
# A PDF takes a second of a processor.
CERTIFICATE = Limit("certificate", times=10, window=timedelta(minutes=10))
# Codes have 60 bits; the pause is for whoever tries all the same. An HR office may check many.
CERTIFICATE_CODE = Limit("certificate-code", times=60, window=timedelta(minutes=10))
API = Limit("api", times=600, window=timedelta(minutes=10))
# Codes of day passes: a team of helpers may type theirs behind one address, with mistakes.
DAY_PASS = Limit("day-pass", times=20, window=timedelta(minutes=10))
# A booking sends one mail; each further name may send one. A school may sit behind one address.
TEAM = Limit("team", times=20, window=timedelta(hours=1))
TEAM_PER_ADDRESS = Limit("team-mail", times=5, window=timedelta(hours=1))
TEAM_NAMES = Limit("team-names", times=30, window=timedelta(hours=1))
# Names, not lists: each gets a mail at whatever address is typed. Ten full teams an hour.
TEAM_PEOPLE = Limit("team-people", times=300, window=timedelta(hours=1))
# Refusing a name says that the person has signed up herself: not to be asked for at will.
TEAM_KNOWN = Limit("team-known", times=5, window=timedelta(hours=1))
