"""Front page and standard pages."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from portal.knowledge.models import HomePage, StandardPage
from portal.targets.models import ActionPlanPage

from .content import Entry, entries, read
from .richtext import Block, stream, text_with_drafts, with_links, with_triangle
from .tree import Tree

PURPOSES = {
    "bekymret": StandardPage.Purpose.WORRIED,
    "privatliv": StandardPage.Purpose.PRIVACY,
    "tilgaengelighed": StandardPage.Purpose.ACCESSIBILITY,
    "om-vink": StandardPage.Purpose.ABOUT,
    "kurser-for-foraeldre": StandardPage.Purpose.PARENTS,
}
HOME_SLUG = "forside"  # the directory has an entry of the slug "vink"
PLAN_INTRO = (
    "Her kan du se handleplanernes mål, hvordan vi måler dem, og om de er nået. "
    "Er grundlaget for lille, skriver vi det."
)
PLAN_INTRO_EN = (
    "Here are the targets of the action plans, how we measure them, and whether they are met. "
    "Where there is too little to go on, we say so."
)


def home() -> HomePage | None:
    """Return the demo's front page; it is there exactly when the demo has been loaded."""
    return HomePage.objects.filter(slug=HOME_SLUG, depth=2).first()


def load_home(tree: Tree) -> HomePage:
    """Make both front pages, without their ways in, and let the site begin there."""
    front = read("site")["front"]
    root = Page.objects.get(depth=1)
    page = HomePage(title=front["title"], slug=HOME_SLUG, intro=front["intro"])
    tree.add(root, page)
    tree.translate(page, slug=f"{HOME_SLUG}-en", title=front["title_en"], intro=front["intro_en"])
    point_site(page)
    # Wagtail's own "welcome": a bare page that nothing needs once the site begins elsewhere.
    for welcome in root.get_children().filter(slug="home", content_type__model="page"):
        welcome.delete()
    return page


def point_site(page: HomePage) -> None:
    """Let the default site begin at the front page, at the address in the settings."""
    address = urlsplit(settings.VINK_BASE_URL)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
        "root_page_id": page.pk,
        "site_name": "VINK",
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()


def load_standard_pages(tree: Tree, home_page: HomePage) -> None:
    """Make the standard pages; their bodies come with ``fill_standard_pages``."""
    for entry in entries("site", "pages"):
        page = StandardPage(
            title=entry["title"],
            slug=entry["slug"],
            intro=entry["summary"],
            search_description=entry["summary"],
            purpose=PURPOSES[entry["slug"]],
            # The frame of the site links to the other ones by their purpose.
            show_in_menus=PURPOSES[entry["slug"]] == StandardPage.Purpose.ABOUT,
        )
        tree.add(home_page, page, publish=False)


def fill_standard_pages(tree: Tree) -> None:
    """Publish the bodies in both languages, now that every page they link to is there."""
    for entry in entries("site", "pages"):
        page = tree.danish[entry["slug"]]
        tree.translate(
            page,
            slug=entry["slug_en"],
            title=entry["title_en"],
            intro=entry["summary_en"],
            search_description=entry["summary_en"],
        )
    for entry in entries("site", "pages"):
        danish = _body(entry, with_links(entry["body"], tree.find))
        tree.change(tree.danish[entry["slug"]], {"body": stream(danish)})
        english = _body(entry, with_links(entry["body_en"], tree.find_english))
        tree.change(tree.english[entry["slug"]], {"body": stream(english)})


def _body(entry: Entry, html: str) -> list[Block]:
    blocks = text_with_drafts(html)
    purpose = PURPOSES[entry["slug"]]
    if purpose == StandardPage.Purpose.ABOUT:
        return with_triangle(blocks)
    return blocks


def load_action_plan_page(tree: Tree, home_page: HomePage) -> None:
    """Make the page of the action plans in both languages."""
    page = ActionPlanPage(
        title="Handleplan", slug="handleplan", intro=PLAN_INTRO, show_in_menus=True
    )
    tree.add(home_page, page)
    tree.translate(page, slug="action-plan", title="Action plan", intro=PLAN_INTRO_EN)


def fill_home(tree: Tree) -> None:
    """Add the ways in, in both languages."""
    cards = read("site")["front"]["cards"]
    for pages, find, language in (
        (tree.danish, tree.find, ""),
        (tree.english, tree.find_english, "_en"),
    ):
        ways = [
            {
                "type": "way",
                "value": {
                    "title": card[f"title{language}"],
                    "text": card[f"text{language}"],
                    "link_text": card[f"link_label{language}"],
                    "page": find(
                        "kalender" if card["target_kind"] == "calendar" else card["target"]
                    ),
                },
            }
            for card in cards
        ]
        tree.change(pages[HOME_SLUG], {"ways_in": stream(ways)})
