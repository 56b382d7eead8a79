"""Validators of the forum's own fields."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.dk import cvr


def validate_cvr(value: str) -> None:
    """Refuse what cannot be a CVR number: eight digits with a weighted sum divisible by 11.

    The rule is the business register's; ``stdnum.dk.cvr`` implements it. Raises
    ValidationError with code ``cvr``. An empty value is for the field to judge.
    """
    if not cvr.is_valid(value):
        raise ValidationError(
            _("Det er ikke et gyldigt CVR-nummer. Skriv otte cifre, eller lad feltet stå tomt."),
            code="cvr",
        )
