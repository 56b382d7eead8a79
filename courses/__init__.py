"""Courses: trainings by application, and discreet courses for parents and relatives."""
