"""From the content's HTML to the blocks of a page."""

import datetime as dt

import pytest

from portal.demo.dates import moment, working_day
from portal.demo.people import ascii_slug
from portal.demo.richtext import text, text_with_drafts, with_links, with_triangle


def test_links_become_links_to_pages() -> None:
    html = with_links('<p>Se <a href="page:om-vink">om</a>.</p>', {"om-vink": 7}.__getitem__)
    assert html == '<p>Se <a linktype="page" id="7">om</a>.</p>'


def test_an_unknown_page_is_an_error() -> None:
    with pytest.raises(KeyError):
        with_links('<a href="article:findes-ikke">x</a>', {}.__getitem__)


def test_a_paragraph_of_draft_wording_gets_a_box() -> None:
    draft = "<b>Udkast – skal godkendes af kommunen.</b>"
    blocks = text_with_drafts(f"<h2>A</h2><p>B</p><p>{draft} Her skriver kommunen.</p><p>C</p>")
    assert [block["type"] for block in blocks] == ["text", "notice", "text"]
    assert blocks[1]["value"]["kind"] == "draft"
    assert blocks[1]["value"]["text"] == "<p>Her skriver kommunen.</p>"


def test_text_without_drafts_stays_whole() -> None:
    assert text_with_drafts("<p>A</p><p>B</p>") == [text("<p>A</p><p>B</p>")]


def test_the_triangle_stands_before_the_first_level() -> None:
    blocks = with_triangle([text("<p>A</p><h3>Grøn</h3><p>B</p><h3>Gul</h3>")])
    assert [block["type"] for block in blocks] == ["text", "triangle", "text"]
    assert blocks[2]["value"].startswith("<h3>Grøn")


def test_names_become_plain_letters() -> None:
    assert ascii_slug("Åse Hadžić-Yılmaz Sørensen") == "aase-hadzic-yilmaz-soerensen"


@pytest.mark.parametrize("offset", range(-40, 41))
def test_days_fall_on_working_days_on_their_side_of_the_start(offset: int) -> None:
    start = dt.date(2026, 12, 10)
    day = working_day(offset, start)
    assert day.weekday() < 5
    assert not dt.date(2026, 12, 22) <= day <= dt.date(2027, 1, 2)
    assert day <= start + dt.timedelta(days=offset) if offset < 0 else day >= start


def test_wall_time_is_copenhagens_on_both_sides_of_the_clock_change() -> None:
    summer, winter = moment(dt.date(2026, 10, 23), "09:00"), moment(dt.date(2026, 10, 26), "09:00")
    assert summer.astimezone(dt.UTC).hour == 7
    assert winter.astimezone(dt.UTC).hour == 8
