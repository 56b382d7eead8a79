"""One version of the charter as it is read: the reader's language, and the Danish that binds."""

from collections.abc import Iterable
from dataclasses import dataclass

from medborgerforum.charter import BINDING
from medborgerforum.charter_diff import Difference, difference
from medborgerforum.enums import ForumLanguage
from medborgerforum.forum_markup import Block, blocks
from medborgerforum.models import CharterText, CharterVersion


@dataclass(frozen=True)
class Sheet:
    """A published version with its published texts, each language's revisions oldest first."""

    version: CharterVersion
    revisions: dict[str, list[CharterText]]
    language: str

    @property
    def danish(self) -> CharterText:
        """The text that binds."""
        return self.revisions[BINDING][-1]

    @property
    def text(self) -> CharterText:
        """The newest text in the reader's language, the Danish where there is none."""
        return self.newest(self.language) or self.danish

    @property
    def is_translation(self) -> bool:
        """Whether the reader is shown a translation."""
        return self.text.language != BINDING

    @property
    def blocks(self) -> list[Block]:
        """The shown text in blocks."""
        return blocks(self.text.body)

    @property
    def danish_blocks(self) -> list[Block]:
        """The Danish text in blocks."""
        return blocks(self.danish.body)

    @property
    def languages(self) -> list[CharterText]:
        """The newest text in each language there is, Danish first."""
        return [self.revisions[code][-1] for code in ForumLanguage.values if code in self.revisions]

    @property
    def replaced(self) -> list[CharterText]:
        """Translations that have been mended since: somebody may have accepted one."""
        return [text for texts in self.revisions.values() for text in texts[:-1]]

    def newest(self, language: str) -> CharterText | None:
        """Return the newest text in a language."""
        return next(reversed(self.revisions.get(language, [])), None)


def sheets(versions: Iterable[CharterVersion], language: str) -> dict[int, Sheet]:
    """Return published versions as they are read in a language, by number; one query."""
    rows = {version.pk: version for version in versions}
    found: dict[int, Sheet] = {
        version.number: Sheet(version, {}, language) for version in rows.values()
    }
    texts = CharterText.objects.filter(version__in=list(rows), published_at__isnull=False)
    for text in texts.order_by("revision"):
        sheet = found[rows[text.version_id].number]
        sheet.revisions.setdefault(text.language, []).append(text)
    return found


def between(old: Sheet, new: Sheet) -> dict[str, Difference]:
    """Return what is different by language: the reader's if both have it, then the Danish."""
    found = {}
    for code in dict.fromkeys((new.language, str(BINDING))):
        before, after = old.newest(code), new.newest(code)
        if before and after:
            found[code] = difference(before.title, before.body, after.title, after.body)
    return found
