"""The admin of courses, a module per job."""
