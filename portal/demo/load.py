"""Load the demo: all of it or nothing, once."""

from random import Random

from django.db import transaction

from . import (
    activity_pages,
    answers,
    courses,
    forum,
    guides,
    hosts,
    knowledge,
    neutral,
    pages,
    plans,
    registrations,
    staff,
    surveys,
    vocabulary,
)
from .activities import Planned, load_activities, load_copies
from .covers import load_covers
from .people import CROWD, Crowd
from .quiet import build_indexes, quiet
from .tree import Tree

SEED = 2016


def load(scale: int = 1) -> bool:
    """Load what is not there yet; return whether anything was.

    The front page is the mark: everything is written in one transaction with it. A larger
    ``scale`` than last time adds the missing rounds of past activities, no pages.
    """
    home = pages.home()
    if home is not None:
        pages.point_site(home)
    if home is not None and scale <= 1:
        return False
    with quiet():
        with transaction.atomic():
            if home is None:
                _load_everything()
            copies = _load_copies(scale)
        if home is None:
            build_indexes()
    return home is None or bool(copies)


def _load_everything() -> None:
    vocabulary.load_vocabulary()
    staff.load_staff()
    plans.load_plans()
    tree = Tree()
    _load_pages(tree)
    planned = load_activities()
    activity_pages.load_activity_pages(tree, planned, load_covers())
    crowd = Crowd(Random(SEED))
    _hold([one for one in planned if one.held], crowd)
    registrations.sign_up_coming(planned, crowd)
    courses.load_courses(planned, crowd)
    forum.load_forum(planned)
    neutral.load_neutral(planned)
    guides.load_guides(tree, planned)
    hosts.load_hosts(planned)
    answers.load_answers(planned, surveys.load_instruments(), Random(SEED))
    answers.load_readings()
    registrations.drop_mails(planned)


def _load_pages(tree: Tree) -> None:
    """Make the pages in the order of the menu; bodies come when every page can be linked to."""
    home = pages.load_home(tree)
    activity_pages.load_calendar(tree, home)
    knowledge.load_indexes(tree, home)
    pages.load_action_plan_page(tree, home)
    pages.load_standard_pages(tree, home)
    knowledge.load_articles(tree)
    pages.fill_standard_pages(tree)
    knowledge.fill_articles(tree)
    knowledge.load_directory(tree)
    knowledge.load_funding(tree)
    pages.fill_home(tree)


def _load_copies(scale: int) -> list[Planned]:
    copies = load_copies(scale)
    if copies:
        _hold(copies, Crowd(Random(SEED + scale), size=CROWD * scale))
    return copies


def _hold(held: list[Planned], crowd: Crowd) -> None:
    versions = surveys.theme_day_versions()
    for one in held:
        if one.row.discreet or not one.entry["expected_registrations"]:
            continue
        came, rows = registrations.hold(one, crowd)
        surveys.load_survey(one, came, rows, versions, crowd.rng)
