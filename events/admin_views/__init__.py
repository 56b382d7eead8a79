"""Views of the staff's side, in Wagtail's admin."""
