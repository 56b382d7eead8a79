"""The page "Kursus" of one activity: what the training is, on one form."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from courses import set_up
from courses.admin_forms.setup import CourseSetup
from events.admin_views.participants import ActivityPageMixin
from events.models import Activity
from events.permissions import Viewer


class SetupView(ActivityPageMixin, View):
    """Aims, rule, admission, teachers, and each session's programme and materials."""

    page_title = gettext_lazy("Kursus")
    header_icon = "form"
    template_name = "wagtailadmin/courses/setup.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the activity up for this user; only a course has this page."""
        super().setup(request, *args, **kwargs)
        if not set_up.is_course(self.activity):
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show(CourseSetup(self.activity))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save all of it, or show what is to be put right with everything as it was typed."""
        forms = CourseSetup(self.activity, request.POST)
        if not forms.is_valid():
            return self.refused(forms)
        try:
            set_up.save(forms.course, forms.write, by=request.user)
        except set_up.AdmissionRefused as refusal:
            forms.form.add_error("takes_applications", str(refusal.message))
            return self.refused(forms)
        messages.success(request, _("Kurset er gemt."))
        return redirect(setup_url(self.activity))

    def refused(self, forms: CourseSetup) -> HttpResponse:
        """Show the form again."""
        messages.error(self.request, _("Kurset er ikke gemt. Ret det, der er markeret."))
        return self.show(forms)

    def show(self, forms: CourseSetup) -> HttpResponse:
        """Render the form."""
        context = self.get_context_data(
            setup=forms,
            media=forms.media,
            activity=self.activity,
            edit_url=reverse("activity:edit", args=[self.activity.pk]),
            may_edit=self.request.user.has_perm("events.change_activity"),
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)


def setup_url(activity: Activity) -> str:
    """Return the address of the page."""
    return reverse("courses_admin:setup", args=[activity.pk])


def buttons(activity: Activity, user: Viewer) -> Iterator[Button]:
    """Yield the way to the page, for courses. No query."""
    if set_up.is_course(activity):
        yield Button(_("Kursus"), setup_url(activity), icon_name="form", priority=39)


def urlpatterns() -> list:
    """Return the addresses below ``/admin/kurser/``."""
    return [path("<uuid:activity_pk>/", SetupView.as_view(), name="setup")]
