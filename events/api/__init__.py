"""The HTTP API: activities for anyone, registrations and check-in for staff with a token."""
