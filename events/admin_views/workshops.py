"""The workshops of one activity: how full, who, on paper; and one person's workshops."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.widgets.button import HeaderButton

from events import choices, workshops
from events.admin_views.buttons import step_url
from events.admin_views.closed import RunActivityMixin
from events.admin_views.participants import ActivityPageMixin
from events.admin_views.person_steps import PersonStepView
from events.admin_workshop_forms import PersonWorkshopsForm
from events.models import Choice
from events.workshops import Workshop


class WorkshopsView(ActivityPageMixin, View):
    """Each workshop: taken, seats, line; the way to its people and to its printed list."""

    template_name = "wagtailadmin/events/workshops.html"
    page_title = gettext_lazy("Workshops")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them by round."""
        context = self.get_context_data(
            view=self, rounds=self.rows, undecided=workshops.undecided(self.activity)
        )
        return TemplateResponse(request, self.template_name, context)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rounds with their workshops and addresses."""
        return [
            {"label": one.label, "workshops": [self._row(workshop) for workshop in one.workshops]}
            for one in workshops.rounds(self.activity)
        ]

    def _row(self, workshop: Workshop) -> dict[str, Any]:
        people = step_url(self.activity, "participants")
        return {
            "workshop": workshop,
            "over": max(0, workshop.taken - workshop.capacity),
            "people_url": f"{people}?workshop={workshop.pk}",
            "pdf_url": reverse("activity:workshop_list", args=[self.activity.pk, workshop.pk]),
        }

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Print all lists at once; set the workshops up."""
        buttons = []
        if self.rows:
            buttons.append(
                HeaderButton(
                    _("Alle lister (PDF)"),
                    step_url(self.activity, "workshop_lists"),
                    icon_name="download",
                )
            )
        if self.request.user.has_perm("events.change_activity"):
            buttons.append(
                HeaderButton(_("Rediger"), step_url(self.activity, "edit"), icon_name="edit")
            )
        return buttons


class WorkshopListsPdfView(RunActivityMixin, View):
    """The printed lists, one page or more a workshop; of one workshop with ``workshop_pk``."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render outside any transaction; kept in no cache."""
        from events.workshop_lists import workshop_lists_pdf

        own = Choice.objects.filter(activity=self.activity)
        if "workshop_pk" in kwargs:
            own = own.filter(pk=get_object_or_404(own, pk=kwargs["workshop_pk"]).pk)
        pdf = workshop_lists_pdf(self.activity, own)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="workshops.pdf"'
        response["Cache-Control"] = "no-store, private"
        return response


class PersonWorkshopsView(PersonStepView):
    """Choose workshops on someone's behalf, past the line and the capacity with a reason."""

    page_title = gettext_lazy("Workshops")
    button = gettext_lazy("Gem")
    refusals = (*PersonStepView.refusals, choices.ChoiceRefused)

    def get_form(self, data: Any = None) -> PersonWorkshopsForm:
        """Return the form with what she has now."""
        return PersonWorkshopsForm(data, registration=self.registration)

    def get_question(self) -> str:
        """Say what follows."""
        if not self.registration.is_confirmed:
            return _(
                "Personen har ikke plads på dagen endnu. Ønskerne gælder fra da af, så langt "
                "pladserne rækker."
            )
        return _(
            "Er der en ledig plads, får personen den straks, ellers en plads på workshoppens "
            "venteliste. En ny plads siges på mail, hvis der er en adresse."
        )

    def act(self, form: PersonWorkshopsForm) -> str:
        """Choose."""
        choices.choose(self.registration, form.chosen_ids, by=self.request.user, reason=form.reason)
        return _("Workshops er gemt.")


def urlpatterns() -> list:
    """Return the addresses below an activity."""
    one = "<uuid:activity_pk>/workshops/"
    pdf = WorkshopListsPdfView.as_view()
    return [
        path(one, WorkshopsView.as_view(), name="workshops"),
        path(f"{one}lister.pdf", pdf, name="workshop_lists"),
        path(f"{one}<uuid:workshop_pk>.pdf", pdf, name="workshop_list"),
        path(
            "<uuid:activity_pk>/deltagere/<uuid:pk>/workshops/",
            PersonWorkshopsView.as_view(),
            name="person_workshops",
        ),
    ]
