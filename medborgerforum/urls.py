"""Public addresses of the forum, in six languages.

What lies behind a personal link begins with "t/", so that no log keeps it.
"""

from medborgerforum.views import (
    charter,
    directory,
    hearings,
    home,
    join,
    meetings,
    minutes,
    own,
)

app_name = "forum"

urlpatterns: list = [
    *home.urlpatterns,
    *charter.urlpatterns,
    *join.urlpatterns,
    *own.urlpatterns,
    *meetings.urlpatterns,
    *minutes.urlpatterns,
    *hearings.urlpatterns,
    *directory.urlpatterns,
]
