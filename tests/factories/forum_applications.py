"""Applications for membership of the forum, and what joining needs to be open."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from events.models import District
from medborgerforum import applications
from medborgerforum.enums import ForumTextKey
from medborgerforum.models import Application, CharterVersion, ForumText
from tests.factories.forum import make_charter

CVR = "10150817"  # of the state: valid, and nobody's in particular
GUIDANCE = "Skriv til os senest fire uger efter brevet."


def make_district(key: str = "norrebro", title: str = "Nørrebro") -> District:
    """Return a district of Copenhagen."""
    locale, _made = Locale.objects.get_or_create(language_code="da")
    row, _made = District.objects.get_or_create(key=key, locale=locale, defaults={"title": title})
    return row


def approve(key: ForumTextKey, body: str, language: str = "da") -> ForumText:
    """Return an editor's text that somebody has approved."""
    return ForumText.objects.create(
        key=key,
        language=language,
        body=body,
        approved_by="Juridisk afdeling",
        approved_on=timezone.localdate(),
    )


def open_joining(**charter_fields: Any) -> CharterVersion:
    """Return a charter in force, with the texts that joining needs beside it."""
    approve(ForumTextKey.BEFORE_JOINING, "Her står, hvem der ser hvad.")
    approve(ForumTextKey.COMPLAINT, GUIDANCE)
    return make_charter(**charter_fields)


def make_newer(number: int = 2, **fields: Any) -> CharterVersion:
    """Return a newer, material version, in force already, with its days to accept."""
    today = timezone.localdate()
    days = {"accept_by": today + timedelta(days=20), "lapse_on": today + timedelta(days=40)}
    return make_charter(number, **days, **fields)


def make_application(*, verified: bool = True, **fields: Any) -> Application:
    """Return an application that meets the list, unless told otherwise."""
    language = fields.pop("language", "da")
    text = fields.pop("accepted_text", None) or applications.text_to_accept(language)
    assert text is not None
    row = applications.receive(
        Application(
            **{
                "name": "Nordvest Nabohjælp",
                "kind": "association",
                "contact_name": "Amina Yusuf",
                "contact_email": "amina@forening.example",
                "signatory_name": "Bo Berg",
                "signatory_role": "Formand",
                "authority_stated": True,
                "accepted_text": text,
                "language": language,
                **fields,
            }
        ),
        [make_district().pk],
    )
    return applications.verify(row) if verified else row
