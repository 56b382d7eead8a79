"""What Wagtail's migrations made, and what tests that flush the database take away."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, Locale, Page

# Permissions that hang on no model, so that nothing but a migration makes them.
FREE_PERMISSIONS = {
    ("wagtailadmin", "admin", "access_admin"),
    ("wagtail_localize", "translation", "submit_translation"),
}


def danish() -> Locale:
    """Return the Danish locale."""
    return Locale.objects.get_or_create(language_code="da")[0]


def root_page() -> Page:
    """Return the root of the page tree, made anew where a test before flushed it away."""
    root = Page.objects.filter(depth=1).first()
    return root or Page.add_root(instance=Page(title="Root", slug="root", locale=danish()))


def restore_migrated_rows() -> None:
    """Put back whatever the roles have permissions on, where a test before flushed it away."""
    root_page()
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    for app, model, codename in FREE_PERMISSIONS:
        kind, _created = ContentType.objects.get_or_create(app_label=app, model=model)
        Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": codename}
        )
