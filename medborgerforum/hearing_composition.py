"""What hearings add to the floor, in one place."""


def join_the_floor() -> None:
    """Register doors, letters, sections and buttons of hearings with ``events``."""
    from events import addons, entrances, planning
    from medborgerforum import hearings, statement_letters
    from medborgerforum.admin_views import hearings as pages

    entrances.register(hearings.KIND, hearings.signup_path)
    planning.register_opening_check(hearings.prepare)
    planning.register_copier(hearings.copy)
    addons.register(addons.Place.ACTIVITY_PAGE, hearings.section)
    addons.register_buttons(pages.buttons)
    statement_letters.join_the_floor()
