"""Put pages into the tree and publish them, in Danish and, where there are words, in English."""

from collections.abc import Mapping
from typing import Any

from wagtail.models import Page

from .staff import editor
from .vocabulary import locale


class Tree:
    """The pages as they come into being; known by the slug of the Danish one."""

    def __init__(self) -> None:
        self.editor = editor()
        self.english_locale = locale("en")
        self.danish: dict[str, Page] = {}
        self.english: dict[str, Page] = {}

    def find(self, slug: str) -> int:
        """Return the id of a Danish page. Raises KeyError for an unknown slug."""
        return self.danish[slug].pk

    def find_english(self, slug: str) -> int:
        """Return the id of the English version, of the Danish one where there is none."""
        return self.english.get(slug, self.danish[slug]).pk

    def add(self, parent: Page, page: Page, *, publish: bool = True) -> Page:
        """Put a Danish page under its parent and publish its first revision."""
        page.locale, page.owner, page.live = locale("da"), self.editor, False
        parent.add_child(instance=page)
        self.danish[page.slug] = page
        self._save(page, publish)
        return page

    def translate(self, page: Page, *, slug: str, **fields: Any) -> Page:
        """Make and publish the English version of a Danish page with these words."""
        copy = page.copy_for_translation(self.english_locale)
        # Before the first publication, so that Wagtail makes no redirect from the Danish slug.
        copy.slug = slug
        copy.set_url_path(copy.get_parent())
        Page.objects.filter(pk=copy.pk).update(slug=slug, url_path=copy.url_path)
        self.english[page.slug] = copy
        return self.change(copy, fields)

    def change(self, page: Page, fields: Mapping[str, Any]) -> Page:
        """Give a page new words and publish them."""
        # Its children came later than this copy of it: publishing would forget them.
        page.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
        for name, value in fields.items():
            setattr(page, name, value)
        self._save(page, publish=True)
        return page

    def _save(self, page: Page, publish: bool) -> None:
        revision = page.save_revision(user=self.editor, clean=False)
        if publish:
            revision.publish(user=self.editor)
            page.refresh_from_db()
