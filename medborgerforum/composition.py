"""What the forum adds to the floor, in one place: every rule, section, door and letter."""


def join_the_floor() -> None:
    """Register with ``events`` all that the forum brings. Called once, when the apps are ready."""
    # Applications: their mails, and what the clock tells applicants.
    from medborgerforum import application_letters

    application_letters.join_the_floor()
    from medborgerforum import joint

    joint.join_the_floor()

    from medborgerforum import meeting_composition

    meeting_composition.join_the_floor()

    # Minutes: who came, the mail to those who were there, the way to the page.
    from events import addons
    from medborgerforum import attendance_of_members, minutes_letters
    from medborgerforum.admin_views import minutes

    attendance_of_members.join_the_floor()
    minutes_letters.join_the_floor()
    addons.register_buttons(minutes.buttons)

    # Life of a membership: its mails, the reminders and the lapse.
    from medborgerforum import membership_letters

    membership_letters.join_the_floor()

    # Open hearings: their own sign-up, statements and their mails.
    from medborgerforum import hearing_composition

    hearing_composition.join_the_floor()

    # The yearly survey: its mail and its reminders.
    from medborgerforum import yearly_survey

    yearly_survey.join_the_floor()
