"""What courses add to the floor, in one place: every rule, section, field and paper."""


def join_the_floor() -> None:
    """Register with ``events`` all that courses bring. Called once, when the apps are ready."""
