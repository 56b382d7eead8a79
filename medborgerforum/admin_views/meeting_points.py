"""Points of a meeting's agenda in the admin: write, accept, order, and their papers."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from events.admin_views.steps import StepView
from medborgerforum import agenda, papers
from medborgerforum.admin_forms.meetings import PaperForm, PointForm
from medborgerforum.admin_views.meeting_frame import MeetingPageMixin, meeting_url
from medborgerforum.models import AgendaPoint, Paper


class PointMixin(MeetingPageMixin):
    """A page or step of one point of the meeting."""

    point: AgendaPoint

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the point up among this meeting's."""
        super().setup(request, *args, **kwargs)
        own = AgendaPoint.objects.filter(meeting=self.activity.pk)
        found = own.select_related("meeting__activity").filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.point = found


class PointActView(PointMixin, View):
    """A step on one point, taken by POST from the meeting's page."""

    http_method_names = ["post", "options"]
    act: Callable[..., object] = staticmethod(agenda.accept)
    up: bool | None = None  # which way a point is moved
    said: Any = gettext_lazy("Dagsordenen er ændret.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it, or say why not."""
        try:
            self.act(self.point, by=request.user, **self.how())
        except agenda.AgendaRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, self.said)
        return redirect(f"{self.next_url()}#punkter")

    def how(self) -> dict[str, bool]:
        """Return what the step has to know besides."""
        return {} if self.up is None else {"up": self.up}


class PointFormView(MeetingPageMixin, View):
    """Write a point of one's own."""

    page_title = gettext_lazy("Nyt punkt")
    template_name = "wagtailadmin/medborgerforum/point.html"

    def changed(self) -> AgendaPoint | None:
        """Return the point that is changed; None for a new one."""
        return None

    def get_form(self, data: Any = None) -> PointForm:
        """Return the form."""
        return PointForm(data, instance=self.changed())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the point, or show what is wrong."""
        form = self.get_form(request.POST)
        if form.is_valid():
            try:
                self.save(form.cleaned_data)
            except agenda.AgendaRefused as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Punktet er gemt."))
                return redirect(self.next_url())
        return self.show(form)

    def save(self, fields: dict[str, Any]) -> None:
        """Put the point on the agenda."""
        agenda.add(self.activity, fields, by=self.request.user)

    def show(self, form: PointForm) -> HttpResponse:
        """Render the form."""
        point = self.changed()
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            form=form,
            media=form.media,
            point=point,
            papers=list(point.papers.select_related("document")) if point else [],
            back_url=self.next_url(),
        )
        return TemplateResponse(self.request, self.template_name, context)


class PointEditView(PointMixin, PointFormView):
    """Change a point's words, and its papers."""

    page_title = gettext_lazy("Ret punkt")

    def changed(self) -> AgendaPoint:
        """The point of the address."""
        return self.point

    def save(self, fields: dict[str, Any]) -> None:
        """Save the words."""
        agenda.change(self.point, fields, by=self.request.user)


class PointRemoveView(PointMixin, StepView):
    """Delete a point of staff's own."""

    page_title = gettext_lazy("Slet punkt")
    button = gettext_lazy("Slet punktet")
    serious = True
    question = gettext_lazy("Punktet slettes sammen med listen over dets bilag.")
    refusals = (agenda.AgendaRefused,)

    def act(self, form: Any) -> str:
        """Delete it."""
        agenda.remove(self.point, by=self.request.user)
        return _("Punktet er slettet.")


class PaperAddView(PointMixin, StepView):
    """Put a paper under a point."""

    page_title = gettext_lazy("Tilføj bilag")
    button = gettext_lazy("Tilføj bilaget")
    form_class = PaperForm
    question = gettext_lazy("Medlemmerne kan hente bilaget, når dagsordenen er udsendt.")

    def act(self, form: Any) -> str:
        """Add it."""
        papers.add(self.point, form.cleaned_data, by=self.request.user)
        return _("Bilaget er tilføjet.")

    def next_url(self) -> str:
        """Go back to the point."""
        return meeting_url(self.activity, "meeting_point", self.point.pk)


class PaperRemoveView(PointMixin, StepView):
    """Take a paper away."""

    page_title = gettext_lazy("Fjern bilag")
    button = gettext_lazy("Fjern bilaget")
    serious = True
    paper: Paper
    question = gettext_lazy(
        "Medlemmerne kan ikke længere hente bilaget. Dokumentet bliver liggende blandt "
        "dokumenterne, og alle med dets adresse kan hente det dér, så slet det, hvis det ikke "
        "må læses af andre."
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the paper up among the point's."""
        super().setup(request, *args, **kwargs)
        own = Paper.objects.filter(point=self.point).select_related("point__meeting__activity")
        found = own.filter(pk=kwargs["paper_pk"]).first()
        if found is None:
            raise Http404
        self.paper = found

    def act(self, form: Any) -> str:
        """Remove it."""
        papers.remove(self.paper, by=self.request.user)
        return _("Bilaget er fjernet fra punktet.")

    def next_url(self) -> str:
        """Go back to the point."""
        return meeting_url(self.activity, "meeting_point", self.point.pk)


def urlpatterns() -> list:
    """Return the addresses of points, below ``/admin/medborgerforum/``."""
    one = "moeder/<uuid:activity_pk>/"
    point = f"{one}punkter/<uuid:pk>/"
    return [
        path(f"{one}punkter/ny/", PointFormView.as_view(), name="meeting_point_add"),
        path(point, PointEditView.as_view(), name="meeting_point"),
        path(
            f"{point}op/",
            PointActView.as_view(act=agenda.move, up=True),
            name="meeting_point_up",
        ),
        path(
            f"{point}ned/",
            PointActView.as_view(act=agenda.move, up=False),
            name="meeting_point_down",
        ),
        path(f"{point}med/", PointActView.as_view(act=agenda.accept), name="meeting_point_accept"),
        path(
            f"{point}ikke-nu/",
            PointActView.as_view(act=agenda.leave_out),
            name="meeting_point_leave_out",
        ),
        path(f"{point}slet/", PointRemoveView.as_view(), name="meeting_point_remove"),
        path(f"{point}bilag/", PaperAddView.as_view(), name="meeting_paper_add"),
        path(
            f"{point}bilag/<uuid:paper_pk>/fjern/",
            PaperRemoveView.as_view(),
            name="meeting_paper_remove",
        ),
    ]
