"""Public addresses of courses on the portal's own host."""

app_name = "courses"

urlpatterns: list = []
