"""Public forms of courses."""
