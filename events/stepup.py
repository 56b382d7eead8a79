"""A step-up past a rate limit, without a third party: a puzzle for the browser, or a mailed code.

Under the limit nothing is asked. Over it, the browser solves a puzzle (Altcha, a proof of work;
a second or two of a processor, nothing for the person to do). Without JavaScript she has a code
mailed to the address she typed. Whoever goes on far beyond the limit has to wait all the same.

Used by a view in three steps::

    form = SomeForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return show(form)
    if not stepup.check(request, limit=ratelimit.X, key=(client,), form=form, email=address):
        return show(form, HTTPStatus.TOO_MANY_REQUESTS)

and by its template inside the ``<form>``, right before the button that sends it (the form's only
other button, or else the first)::

    {% include "components/step_up.html" %}

Nothing about a person is stored: codes lie in the cache as keyed hashes, under keyed hashes of the
address, and no answer depends on whether an address is known.
"""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import altcha
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import links
from events.messages import tidy
from events.ratelimit import Limit, client_address

logger = logging.getLogger(__name__)

# Names of what the component sends along with the form.
ANSWER, BUTTON, CODE, ADDRESS = "altcha", "step_up", "step_up_code", "step_up_email"

CEILING = 5  # times the limit: from there on one has to wait

ALGORITHM = "PBKDF2/SHA-256"
ITERATIONS = 5000  # of PBKDF2 for each guess: some 2 ms in a browser
GUESSES = range(200, 600)  # how many guesses a puzzle takes
PUZZLE_LIFETIME = timedelta(minutes=10)
LONGEST_ANSWER = 4000  # characters

CODE_LIFETIME = timedelta(minutes=15)
CODE_DIGITS = 6
PUZZLES = Limit("step-up-puzzle", times=60, window=timedelta(minutes=10))
CODES_PER_CLIENT = Limit("step-up-code", times=10, window=timedelta(hours=1))
CODES_PER_ADDRESS = Limit("step-up-code-mail", times=3, window=timedelta(hours=1))
CODE_TRIES = Limit("step-up-tries", times=5, window=CODE_LIFETIME)


@dataclass(frozen=True)
class StepUp:
    """What ``components/step_up.html`` shows: ``form.step_up``."""

    asks_address: bool  # the form itself has no address that a code could go to
    address: str = ""  # as typed into the component
    code_sent: bool = False


class CodeRefused(Exception):
    """No code was mailed; ``args[0]`` says why, in the reader's language."""


def check(request: HttpRequest, *, limit: Limit, key: tuple, form: Any, email: str) -> bool:
    """Count one more try; say whether it may go on.

    ``key`` is what is counted, mostly ``(ratelimit.client_address(request),)``. ``email`` is the
    address typed into the form, already cleaned, or "" where there is none: then the component
    asks for one, for the code alone.

    False: the form has got an error that says what to do and, unless it is a pause, ``step_up``.
    Call it outside a transaction (it may send a mail), at most once a request, and only when the
    form is otherwise valid: a right answer is spent by it.
    """
    if limit.allows(*key):
        return True
    above = replace(limit, scope=f"{limit.scope}-ceiling", times=(CEILING - 1) * limit.times)
    if not above.allows(*key):
        form.add_error(None, _("Der er sendt meget herfra. Vent lidt, eller ring til os."))
        return False
    address = (email or request.POST.get(ADDRESS, "")).strip().lower()
    if request.POST.get(BUTTON) == "code":
        _answer_to_button(request, form, limit.scope, address, asks_address=not email)
        return False
    if is_solved(request.POST.get(ANSWER, "")):
        return True
    typed = request.POST.get(CODE, "").strip()
    if typed and is_right_code(limit.scope, address, typed):
        return True
    form.step_up = StepUp(not email, "" if email else address, code_sent=bool(typed))
    if typed:
        message = _("Koden passer ikke, eller den er for gammel. Se efter, eller bed om en ny.")
    else:
        message = _(
            "Der er sendt meget herfra lige nu. Se nederst, hvad du skal gøre, og send igen."
        )
    form.add_error(None, message)
    return False


def _answer_to_button(
    request: HttpRequest, form: Any, scope: str, address: str, *, asks_address: bool
) -> None:
    try:
        send_code(request, scope, address)
    except CodeRefused as refusal:
        form.add_error(None, refusal.args[0])
        sent = False
    else:
        form.add_error(None, _("Vi har sendt en kode på mail. Skriv den nederst, og send igen."))
        sent = True
    form.step_up = StepUp(asks_address, address if asks_address else "", code_sent=sent)


# The puzzle


def puzzle() -> dict[str, Any]:
    """Return a new puzzle as the browser's worker takes it; it expires in ten minutes."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        ITERATIONS,
        counter=GUESSES.start + secrets.randbelow(len(GUESSES)),
        expires_at=timezone.now() + PUZZLE_LIFETIME,
        hmac_secret=_key("puzzle"),
        hmac_key_secret=_key("puzzle answer"),
    )
    return challenge.to_dict()


def is_solved(answer: str) -> bool:
    """Whether this is the answer to a puzzle of ours, in time and for the first time.

    A right answer is spent: it opens nothing a second time.
    """
    if not 0 < len(answer) <= LONGEST_ANSWER:
        return False
    try:
        payload = altcha.Payload.from_base64(answer)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    result = altcha.verify_solution(payload, _key("puzzle"), hmac_key_secret=_key("puzzle answer"))
    return result.verified and _spend(str(payload.challenge.signature), PUZZLE_LIFETIME)


# The code


def send_code(request: HttpRequest, scope: str, address: str) -> None:
    """Mail a new code to an address; the former one is void. Raises CodeRefused.

    ``scope`` is the name of the limit that it leads past, and of no other.
    """
    try:
        validate_email(address)
    except ValidationError as error:
        raise CodeRefused(_("Skriv en hel mailadresse, så vi kan sende en kode.")) from error
    client = client_address(request)
    if not (CODES_PER_CLIENT.allows(client) and CODES_PER_ADDRESS.allows(address)):
        raise CodeRefused(_("Vi har sendt flere koder. Brug den nyeste, eller vent en time."))
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    serial = secrets.token_hex(16)
    kept = f"{serial}:{_hash('code', serial, code)}"
    cache.set(_name("code", scope, address), kept, int(CODE_LIFETIME.total_seconds()))
    try:
        _letter(address, code).send()
    except OSError as error:  # of which smtplib's exceptions are a kind
        # The exception itself may name the address.
        logger.error("A step-up's code could not be sent: %s", type(error).__name__)  # noqa: TRY400
        raise CodeRefused(_("Mailen kunne ikke sendes. Prøv igen om lidt.")) from error


def is_right_code(scope: str, address: str, typed: str) -> bool:
    """Whether this is the newest code mailed to an address: once, in 15 minutes, in five tries."""
    name = _name("code", scope, address)
    serial, _colon, expected = str(cache.get(name, "")).partition(":")
    if not serial or not CODE_TRIES.allows(serial):
        return False
    digits = "".join(typed.split())
    if not hmac.compare_digest(expected, _hash("code", serial, digits)):
        return False
    cache.delete(name)
    return _spend(serial, CODE_LIFETIME)


def _letter(address: str, code: str) -> EmailMultiAlternatives:
    language = get_language() or settings.LANGUAGE_CODE
    home = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
    context = {
        "code": code,
        "minutes": int(CODE_LIFETIME.total_seconds() // 60),
        "language": language,
        "home_url": links.absolute(home),
        "contact_phone": settings.VINK_CONTACT_PHONE.replace(" ", "\N{NO-BREAK SPACE}"),
    }
    mail = EmailMultiAlternatives(
        subject=render_to_string("email/step_up/subject.txt", context).strip(),
        body=tidy(render_to_string("email/step_up/body.txt", context)),
        to=[address],
        reply_to=[settings.VINK_CONTACT_EMAIL],
        headers={"Auto-Submitted": "auto-generated", "Content-Language": language},
    )
    html = render_to_string("email/step_up/body.html", context)
    mail.attach_alternative(html, "text/html")
    return mail


def _spend(secret: str, lifetime: timedelta) -> bool:
    """Note that something was used; False when it was already, by whichever process."""
    return cache.add(_name("spent", secret), 1, int(lifetime.total_seconds()) + 60)


def _name(*key: object) -> str:
    return f"step-up:{_hash(*key)}"


def _hash(*key: object) -> str:
    text = "\0".join(str(part) for part in ("step-up", *key))
    return hmac.new(settings.VINK_LINK_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _key(use: str) -> str:
    return _hash("key", use)
