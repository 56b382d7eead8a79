"""What members' meetings add to the floor: the rule on seats, pages, papers, the agenda's mail."""


def join_the_floor() -> None:
    """Register with ``events`` all that meetings bring. Called once, when the apps are ready."""
    from wagtail.models import ReferenceIndex

    from events import addons, clock, eligibility, entrances, extras, letters, planning
    from events.enums import ActivityKind
    from events.notifications import Mail
    from medborgerforum import agenda, seating
    from medborgerforum.admin_views import meetings as admin_meetings
    from medborgerforum.forms import meetings as forms
    from medborgerforum.models import Paper
    from medborgerforum.views import meetings

    eligibility.register_people_rule(
        seating.KEY, seating.judge, kinds=[ActivityKind.FORUMMOEDE], barred=seating.barred
    )
    extras.register(seating.EXTRAS, seating.store, staff_fields=forms.staff_fields)
    planning.register_opening_check(seating.ensure_meeting)
    planning.register_copier(seating.copy_meeting)
    entrances.register(ActivityKind.FORUMMOEDE, meetings.address)
    addons.register(addons.Place.ACTIVITY_PAGE, meetings.section)
    addons.register_buttons(admin_meetings.buttons)
    letters.register(Mail.FORUM_AGENDA, agenda.letter())
    clock.register_job("move_up_at_forum_meetings", seating.move_up_due)
    # So that Wagtail refuses with a sentence to delete a document that a point hands out.
    ReferenceIndex.register_model(Paper)
