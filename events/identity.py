"""Who is the same person, without keeping a table of persons.

An identity is a keyed hash of the normalised e-mail (or E.164 phone) together with the
folded name: a shared mailbox, or a couple with one phone, is no collision.
"""

import hashlib
import hmac
import re
import unicodedata

from django.conf import settings


def normalise_email(email: str) -> str:
    """Return the address trimmed and in lower case."""
    return email.strip().lower()


def normalise_phone(phone: str) -> str:
    """Return the number in E.164, taking eight digits as Danish; "" where it has none.

    Raises ValueError when what is typed cannot be a telephone number.
    """
    compact = re.sub(r"[\s\-().]", "", phone)
    if not compact:
        return ""
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    if re.fullmatch(r"\d{8}", compact):
        compact = "+45" + compact
    if not re.fullmatch(r"\+[1-9]\d{6,14}", compact):
        raise ValueError("Not a telephone number.")
    return compact


def fold_name(name: str) -> str:
    """Return the name without case, accents or superfluous space, for comparison only."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(letters.split())


def identity_of(*, name: str, email: str | None = None, phone: str | None = None) -> str | None:
    """Return the keyed hash (64 hex digits), or None for one without e-mail and phone."""
    address = normalise_email(email) if email else normalise_phone(phone) if phone else ""
    if not address:
        return None
    text = f"identity\0{address}\0{fold_name(name)}"
    key = settings.VINK_LINK_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
