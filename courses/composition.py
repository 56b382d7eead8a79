"""What courses add to the floor, in one place: every rule, section, field and paper."""


def join_the_floor() -> None:
    """Register with ``events`` all that courses bring. Called once, when the apps are ready."""
    from wagtail.models import ReferenceIndex

    from courses import copying, materials, programme, set_up
    from courses.models import CourseMaterial
    from events import addons, planning

    # The course itself: its page, its materials, its copies.
    addons.register(addons.Place.ACTIVITY_PAGE, programme.section)
    addons.register(addons.Place.SELF_SERVICE, materials.section)
    planning.register_opening_check(set_up.check_opening)
    planning.register_copier(copying.copy_course)
    # So that Wagtail refuses with a sentence to delete a document that a course hands out.
    ReferenceIndex.register_model(CourseMaterial)

    # Attendance, make-up, certificates, refreshers.
    from courses import completing

    completing.join_the_floor()

    # Discreet activities: their words, and what must be there before they open.
    from courses import discretion, neutral_signup, neutral_survey, neutral_texts
    from courses.views import neutral_preview
    from events import neutral
    from events.admin_views import bank_preview
    from events.surveys import standard

    neutral.register(discretion.NeutralFace())
    standard.register(neutral_survey.INSTRUMENT)
    bank_preview.register(neutral_survey.KEY, neutral_preview.survey)
    planning.register_opening_check(neutral_texts.ready)
    planning.register_copier(neutral_texts.copy)
    neutral_signup.join_the_floor()

    _admission()


def _admission() -> None:
    """Admission by application: fields, seats, the two faces of the review, columns."""
    from courses import application_columns, applications
    from courses.admin_views import applications as review
    from courses.forms import application as form
    from courses.views import application as own
    from events import addons, applying, exports, extras

    applying.register(
        applying.Applications(
            taken=applications.are_taken,
            keys=applications.keys,
            ended=applications.forget,
            list_url=review.list_url,
        )
    )
    extras.register("application", applications.store, form.fields)
    addons.register(addons.Place.SELF_SERVICE, own.section)
    addons.register_buttons(review.buttons)
    exports.register(application_columns.columns)
