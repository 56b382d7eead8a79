"""Addresses for hosts, helpers and members of networks."""

from events.views import helpers, host_requests, networks

urlpatterns = [
    *host_requests.urlpatterns,
    *helpers.urlpatterns,
    *networks.urlpatterns,
]
