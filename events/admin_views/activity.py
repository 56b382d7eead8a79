"""Create, change and delete activities."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic import PermissionCheckedMixin, history, usage
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.admin.widgets.button import HeaderButton

from events import editing, planning, publishing
from events.admin_forms import ActivityCreateForm, ActivityForm
from events.admin_views.buttons import activity_buttons, page_button, step_url
from events.enums import RegistrationStatus
from events.models import Activity
from events.permissions import may_run

WAITING = Count(
    "registrations", filter=Q(registrations__status=RegistrationStatus.WAITING), distinct=True
)


def seats_text(activity: Activity) -> str:
    """Return "12 af 30", with the length of the line where there is one."""
    text = _("%(taken)s af %(capacity)s") % {
        "taken": activity.taken,
        "capacity": activity.capacity,
    }
    waiting = getattr(activity, "waiting", 0)
    if waiting:
        text += " " + _("(+%(waiting)s venter)") % {"waiting": waiting}
    return str(text)


class VisibleMixin(PermissionCheckedMixin):
    """Only what the user may see: discreet activities are not there for the others."""

    def get_queryset(self) -> Any:
        """Restrict the lookup of the object."""
        return super().get_queryset().visible_to(self.request.user)


class VisibleObjectMixin(BaseObjectMixin):
    """The same for views that list something about one object."""

    def get_base_object_queryset(self) -> Any:
        """Restrict the lookup of the object."""
        return super().get_base_object_queryset().visible_to(self.request.user)


class ActivityCreateView(generic.CreateView):
    """One form for row and page; lands in the page's editor, where "Udgiv" is next."""

    page_title = _("Ny")
    submit_button_label = _("Opret aktivitet og side")
    submit_button_active_label = _("Opretter…")
    error_message = _("Aktiviteten blev ikke oprettet. Ret felterne med rødt.")
    form: ActivityCreateForm

    def form_valid(self, form: ActivityCreateForm) -> HttpResponse:
        """Create both, or show the sentence of the refusal in the form."""
        try:
            return super().form_valid(form)
        except (publishing.NoCalendar, planning.StepRefused) as refusal:
            form.add_error(None, refusal.message)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self) -> Activity:
        """Hand the unsaved row and the words to the rule."""
        activity = self.form.save(commit=False)
        if not activity.discreet:
            self._check_page_permission()
        self.page = publishing.create_with_page(
            activity, self.form.words, open_now=self.form.open_now, by=self.request.user
        )
        return activity

    def _check_page_permission(self) -> None:
        calendar = publishing.calendar_page()
        if not calendar.permissions_for_user(self.request.user).can_add_subpage():
            raise PermissionDenied

    def get_success_url(self) -> str:
        """Go to the page, or to the row of an activity without one."""
        if self.page:
            return reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return reverse("activity:edit", args=[self.object.pk])

    def get_success_message(self, instance: Activity) -> str:
        """Say what the second click is."""
        if self.page:
            return str(
                _("Aktiviteten er oprettet med en side som udkast. Tryk Udgiv, når den er klar.")
            )
        return str(_("Aktiviteten er oprettet."))

    def get_success_buttons(self) -> list:
        """Need none: the editor is where one lands."""
        return []


class ActivityEditView(VisibleMixin, generic.EditView):
    """Change the row: what follows (seats, mails) is decided by ``events.editing``."""

    error_message = _("Ændringerne blev ikke gemt. Ret felterne med rødt.")
    form: ActivityForm
    outcome = editing.Outcome()

    def save_instance(self) -> Activity:
        """Save inside the rule, so that seats and mails follow in one transaction."""
        self.outcome = editing.change(
            self.form.instance,
            super().save_instance,
            capacity=self.form.new_capacity,
            workshops=self.form.new_workshop_seats,
            by=self.request.user,
        )
        return self.form.instance

    def get_success_url(self) -> str:
        """Stay with the activity."""
        return self.get_edit_url()

    def get_success_message(self) -> str:
        """Say how many were told that time or place changed, and who has no seat of her own."""
        return " ".join([self._mails_sentence(), *self._overbooked_sentence()])

    def _overbooked_sentence(self) -> list[str]:
        over = Activity.objects.values_list("overbooked", flat=True).get(pk=self.object.pk)
        if not over:
            return []
        text = ngettext(
            "Der er %(number)s tilmeldt mere, end der er pladser til. Ingen mister sin plads.",
            "Der er %(number)s tilmeldte flere, end der er pladser til. Ingen mister sin plads.",
            over,
        )
        return [text % {"number": over}]

    def _mails_sentence(self) -> str:
        if not self.outcome.mails:
            return str(_("Ændringerne er gemt."))
        return ngettext(
            "Ændringerne er gemt. %(mails)s deltager får besked om ny tid eller nyt sted.",
            "Ændringerne er gemt. %(mails)s deltagere får besked om ny tid eller nyt sted.",
            self.outcome.mails,
        ) % {"mails": self.outcome.mails}

    def get_success_buttons(self) -> list:
        """Need none: one stays in the form."""
        return []

    @cached_property
    def header_buttons(self) -> list:
        """Put participants and page beside the title."""
        buttons = []
        if may_run(self.request.user):
            buttons.append(
                HeaderButton(
                    _("Deltagere (%(seats)s)") % {"seats": seats_text(self.object)},
                    step_url(self.object, "participants"),
                    icon_name="group",
                )
            )
        if page := page_button(self.object):
            buttons.append(page)
        return buttons

    @cached_property
    def header_more_buttons(self) -> list:
        """Add the activity's own steps to Wagtail's."""
        return [*super().header_more_buttons, *activity_buttons(self.object, self.request.user)]


class ActivityDeleteView(VisibleMixin, generic.DeleteView):
    """Delete a row that nothing leans on; refuse with a sentence otherwise."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse on asking as well as on confirming."""
        if refusal := editing.why_not_delete(self.object):
            messages.error(request, refusal)
            return redirect("activity:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class ActivityHistoryView(VisibleObjectMixin, history.HistoryView):
    """Who changed what, for those who may see the activity."""

    verbose_name_plural = _("hændelser")


class ActivityUsageView(VisibleObjectMixin, usage.UsageView):
    """Which pages point at the activity, for those who may see it."""
