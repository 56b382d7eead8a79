"""What Wagtail's migrations made, and what tests that flush the database take away."""

from wagtail.models import Collection, Locale, Page


def danish() -> Locale:
    """Return the Danish locale."""
    return Locale.objects.get_or_create(language_code="da")[0]


def root_page() -> Page:
    """Return the root of the page tree, made anew where a test before flushed it away."""
    root = Page.objects.filter(depth=1).first()
    return root or Page.add_root(instance=Page(title="Root", slug="root", locale=danish()))


def root_collection() -> Collection:
    """Return the root of the collections, made anew where a test before flushed it away."""
    return Collection.objects.filter(depth=1).first() or Collection.add_root(name="Root")
