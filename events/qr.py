"""QR codes: the check-in code of a confirmation as a picture."""

from io import BytesIO

import segno

from events.enums import HEADS_ONLY
from events.links import checkin_url
from events.models import Registration

SCALE = 6  # pixels a module: readable on a phone's screen held at arm's length
QUIET_ZONE = 4  # modules of white around it, as ISO/IEC 18004 asks


def shown_code(registration: Registration) -> str:
    """Return the code to show at the door, "" where heads are counted and nobody shows one."""
    return "" if registration.activity.kind in HEADS_ONLY else registration.checkin_code


def checkin_png(code: str) -> bytes:
    """Return a PNG that opens the check-in of one registration; only staff get in.

    Black on white whatever the mail's colours: a reader needs the contrast. Error
    correction M lets up to 15 % of it be smudged.
    """
    picture = BytesIO()
    segno.make(checkin_url(code), error="m", micro=False).save(
        picture, kind="png", scale=SCALE, border=QUIET_ZONE, dark="#000", light="#fff"
    )
    return picture.getvalue()


def svg_image(address: str) -> str:
    """Return the QR of an address as a ``data:`` URI for an ``img``."""
    return str(
        segno.make(address, error="m", micro=False).svg_data_uri(
            scale=SCALE, border=QUIET_ZONE, dark="#000", light="#fff"
        )
    )
