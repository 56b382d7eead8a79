"""Public pages of courses, a module per job."""
