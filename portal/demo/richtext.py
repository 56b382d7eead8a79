"""From the content's HTML to the body of a page: links resolved, boxes where they belong."""

import json
import re
from collections.abc import Callable
from typing import Any

type Block = dict[str, Any]

_LINK = re.compile(r'href="(page|article):([a-z0-9-]+)"')
_DRAFT = re.compile(
    r"<b>(Udkast – skal godkendes af kommunen|Draft – to be approved by the municipality)\.?</b>"
)
_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)


def with_links(html: str, find: Callable[[str], int]) -> str:
    """Return the HTML with ``page:<slug>`` and ``article:<slug>`` as Wagtail's own links.

    ``find`` gives the page's id for a Danish slug, and raises KeyError for an unknown one.
    """
    return _LINK.sub(lambda m: f'linktype="page" id="{find(m[2])}"', html.strip())


def text(html: str) -> Block:
    """Return a block of rich text."""
    return {"type": "text", "value": html.strip()}


def text_with_drafts(html: str) -> list[Block]:
    """Return the HTML as blocks, each paragraph of draft wording in a box that says so."""
    blocks: list[Block] = []
    position = 0
    for paragraph in _PARAGRAPH.finditer(html):
        draft = _DRAFT.search(paragraph[0])
        if draft is None:
            continue
        if before := html[position : paragraph.start()].strip():
            blocks.append(text(before))
        words = paragraph[0]
        if words.startswith(f"<p>{draft[0]}"):
            # At the start the mark is a heading; within a sentence it stays where it is.
            words = "<p>" + words.removeprefix(f"<p>{draft[0]}").strip()
        value = {"kind": "draft", "title": draft[1], "text": words}
        blocks.append({"type": "notice", "value": value})
        position = paragraph.end()
    if rest := html[position:].strip():
        blocks.append(text(rest))
    return blocks


def with_triangle(blocks: list[Block]) -> list[Block]:
    """Return the blocks with the prevention triangle before the first level is explained."""
    for index, block in enumerate(blocks):
        head, mark, tail = str(block["value"]).partition("<h3>")
        if block["type"] == "text" and mark:
            inside = [text(head), {"type": "triangle", "value": None}, text(mark + tail)]
            return [*blocks[:index], *inside, *blocks[index + 1 :]]
    return blocks


HOTLINE: Block = {"type": "hotline", "value": None}


def stream(blocks: list[Block]) -> str:
    """Return the blocks as a StreamField takes them."""
    return json.dumps(blocks)
