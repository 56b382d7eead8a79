"""Validators for what people type, usable on form and model fields alike."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.cpr import contains_cpr

_REMOVE_AND_CALL = _(
    "Fjern CPR-nummeret. Er du bekymret for en person, så skriv det ikke her, "
    "men ring til VINKs hotline på %(phone)s."
)
_REMOVE = _(
    "Fjern CPR-nummeret. Er du bekymret for en person, så skriv det ikke her, "
    "men ring til VINKs hotline."
)


def validate_no_cpr(value: str) -> None:
    """Refuse text that holds a CPR number, and say where a concern about a person belongs.

    The number of the hotline is ``settings.VINK_HOTLINE_PHONE``, read when the error is raised.

    Raises ValidationError with code ``cpr``; the error never repeats the text.
    """
    if not contains_cpr(value):
        return
    phone = getattr(settings, "VINK_HOTLINE_PHONE", "")
    if phone:
        raise ValidationError(_REMOVE_AND_CALL, code="cpr", params={"phone": phone})
    raise ValidationError(_REMOVE, code="cpr")
