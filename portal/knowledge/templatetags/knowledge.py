"""What the page templates ask for beside their own page."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page

from events.enums import Level
from events.labels import LEVEL_EXPLANATIONS
from portal.knowledge import paths, queries
from portal.knowledge.models import ArticlePage, FundingIndexPage, LearningPathPage

register = template.Library()


@register.simple_tag(takes_context=True)
def page_trail(context: dict[str, Any], page: Page) -> list[dict[str, str]]:
    """Return the breadcrumbs of a page: title and address from the front page down."""
    request: HttpRequest | None = context.get("request")
    home, *below = page.get_ancestors(inclusive=True).filter(depth__gt=1)
    trail = [(_("Forside"), home), *((one.title, one) for one in below)]
    return [{"title": title, "url": one.get_url(request) or ""} for title, one in trail]


@register.simple_tag(takes_context=True)
def related_articles(context: dict[str, Any], article: ArticlePage) -> list[queries.ArticleCard]:
    """Return up to three articles to read next."""
    return queries.related_articles(article, context["request"])


@register.simple_tag(takes_context=True)
def coming_at_level(context: dict[str, Any], level: str) -> list[Any]:
    """Return the next two activities at a level."""
    return queries.coming_at_level(level, context["request"])


@register.simple_tag(takes_context=True)
def funding_url(context: dict[str, Any], page: Page) -> str:
    """Return the address of the funding calls in the page's language, or "" without any."""
    calls = FundingIndexPage.objects.live().filter(locale_id=page.locale_id).first()
    return (calls.get_url(context.get("request")) or "") if calls else ""


@register.simple_tag
def learning_paths(page: Page) -> list[LearningPathPage]:
    """Return the learning paths in a page's language."""
    return paths.newest(page)


@register.filter
def level_explanation(level: str) -> str:
    """Return what a level of the prevention triangle means, in a sentence."""
    return str(LEVEL_EXPLANATIONS[Level(level)])


@register.filter
def has_block(body: StreamValue, block_type: str) -> bool:
    """Whether a body has a block of that type."""
    return any(block.block_type == block_type for block in body)
