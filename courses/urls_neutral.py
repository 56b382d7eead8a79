"""Addresses on the neutral host. Nothing in a path tells what an activity is about."""

app_name = "neutral"

urlpatterns: list = []
