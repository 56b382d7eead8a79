"""What the catalogue adds to Wagtail's admin."""

from wagtail import hooks

from .viewsets import CatalogueViewSet


@hooks.register("register_admin_viewset")
def catalogues() -> CatalogueViewSet:
    """Add the menu item "Kataloger" with its views."""
    return CatalogueViewSet("catalogue", url_prefix="kataloger")
