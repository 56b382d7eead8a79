"""The participants of one activity: list, details, sign-up on their behalf, the printed list."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Locale

from events import participants
from events.admin_forms import ParticipantForm, SignUpForm
from events.admin_views.activity import seats_text
from events.admin_views.buttons import activity_buttons, step_url, survey_code_buttons
from events.admin_views.closed import RunActivityMixin, registration_to_run
from events.enums import RegistrationStatus, Role, SurveyStatus
from events.models import Registration, Survey, WorkplaceKind
from events.registration import AlreadyRegistered, RegistrationRefused
from events.sorting import danish_sort_key


def participant_url(registration: Registration, step: str) -> str:
    """Return the address of one view of one participant."""
    return reverse(f"activity:{step}", args=[registration.activity_id, registration.pk])


class ActivityPageMixin(RunActivityMixin, WagtailAdminTemplateMixin):
    """Title and breadcrumbs of a page below an activity."""

    header_icon = "group"

    def get_page_subtitle(self) -> str:
        """Name the activity."""
        return self.activity.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back through the activity to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("activity:index"), "label": _("Aktiviteter")},
            {
                "url": reverse("activity:edit", args=[self.activity.pk]),
                "label": self.activity.title,
            },
            *self.middle_crumbs(),
            {
                "url": "",
                "label": self.get_page_title(),
                "sublabel": self.get_page_subtitle(),
            },
        ]

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Return what stands between the activity and this page."""
        return []


class ParticipantFilterSet(WagtailFilterSet):
    """Narrow the list by status, role and kind of workplace."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=RegistrationStatus.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    role = django_filters.MultipleChoiceFilter(
        label=_("Rolle"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    workplace_kind = django_filters.ModelChoiceFilter(
        label=_("Slags arbejdsplads"),
        queryset=lambda request: WorkplaceKind.objects.filter(locale=Locale.get_default()),
    )

    class Meta:
        model = Registration
        fields: list[str] = []


# "Number 3 in line": how many wait with a place up to and with this one; NULL for the others.
NUMBER_IN_LINE = Subquery(
    Registration.objects.filter(
        activity=OuterRef("activity"),
        status=RegistrationStatus.WAITING,
        place_in_line__lte=OuterRef("place_in_line"),
    )
    .order_by()
    .values("activity")
    .annotate(number=Count("pk"))
    .values("number")
)


def status_text(registration: Registration) -> str:
    """Return the status in words, with the number in line of those who wait."""
    status = str(registration.get_status_display())
    number = getattr(registration, "number_in_line", None)
    if not (registration.is_waiting and number):
        return status
    return str(_("%(status)s, nr. %(number)s") % {"status": status, "number": number})


def workplace_text(registration: Registration) -> str:
    """Return "Fyrtårnsskolen (Skole)", or the one of the two that is known."""
    kind = str(registration.workplace_kind or "")
    if registration.workplace and kind:
        return f"{registration.workplace} ({kind})"
    return registration.workplace or kind


class ParticipantIndexView(ActivityPageMixin, generic.IndexView):
    """Everyone signed up for one activity; never a list across activities."""

    model = Registration
    page_title = _("Deltagere")
    any_permission_required = None
    paginate_by = 50
    default_ordering = "sort_key"
    is_searchable = False  # not Wagtail's way, which puts what is typed into the address
    template_name = "wagtailadmin/events/participants.html"
    results_template_name = "wagtailadmin/events/participants_results.html"
    http_method_names = ["get", "head", "post", "options"]
    filterset_class = ParticipantFilterSet
    index_url_name = "activity:participants"
    index_results_url_name = "activity:participants_results"

    def get_base_queryset(self) -> Any:
        """Start from what the user may see, of this one activity."""
        visible = Registration.objects.visible_to(self.request.user)
        people = visible.filter(activity=self.activity).select_related("workplace_kind")
        return people.annotate(number_in_line=NUMBER_IN_LINE)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list narrowed by a search: posted, since a name may not stand in a URL."""
        return self.get(request, *args, **kwargs)

    @cached_property
    def search_query(self) -> str:
        """What was typed, without spaces around it."""
        return self.request.POST.get("q", "").strip()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the search, which Wagtail does not know of."""
        return super().get_context_data(
            *args, is_searching=self.is_searching, query_string=self.search_query, **kwargs
        )

    def search_queryset(self, queryset: Any) -> Any:
        """Search name, workplace, e-mail and phone; æ, ø, å in either case on every database."""
        if not self.is_searching:
            return queryset
        typed = self.search_query
        # SQLite folds the case of ASCII letters only; the sort key folds all of them.
        found = Q(sort_key__contains=danish_sort_key(typed)) | Q(email__icontains=typed)
        for spelling in (typed, typed[:1].upper() + typed[1:]):
            found |= Q(workplace__icontains=spelling)
        digits = "".join(typed.split())
        return queryset.filter(found | Q(phone__contains=digits) if digits.isdigit() else found)

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        title_column = self._get_title_column_class(TitleColumn)
        return [
            title_column(
                "name",
                label=_("Navn"),
                sort_key="sort_key",
                get_url=self.get_edit_url,
                width="30%",
            ),
            Column(
                "workplace", accessor=workplace_text, label=_("Arbejdsplads"), sort_key="workplace"
            ),
            Column("role", accessor="get_role_display", label=_("Rolle")),
            StatusTagColumn(
                "status",
                accessor=status_text,
                label=_("Status"),
                sort_key="status",
                primary=lambda registration: registration.is_confirmed,
            ),
            DateColumn("created_at", label=_("Tilmeldt"), sort_key="created_at"),
        ]

    def get_index_url(self) -> str:
        """Return the address of the list."""
        return step_url(self.activity, "participants")

    def get_index_results_url(self) -> str:
        """Return the address of the list without its frame."""
        return step_url(self.activity, "participants_results")

    def get_edit_url(self, instance: Registration) -> str:
        """Return the address of the person's details."""
        return participant_url(instance, "participant")

    def get_list_more_buttons(self, instance: Registration) -> list[Button]:
        """Return what one can do for this person."""
        buttons = [Button(_("Ret oplysninger"), self.get_edit_url(instance), icon_name="edit")]
        if instance.is_active:
            if instance.email:
                buttons.append(
                    Button(
                        _("Send bekræftelse igen"),
                        participant_url(instance, "resend"),
                        icon_name="mail",
                    )
                )
            if instance.is_waiting:
                buttons.append(
                    Button(
                        _("Giv plads nu"),
                        participant_url(instance, "seat_out_of_turn"),
                        icon_name="pick",
                    )
                )
            buttons.append(
                Button(_("Meld fra"), participant_url(instance, "withdraw"), icon_name="cross")
            )
        return buttons

    def get_add_url(self) -> str:
        """Return the address of signing someone up."""
        return step_url(self.activity, "sign_up")

    add_item_label = _("Tilmeld en person")

    @cached_property
    def header_buttons(self) -> list:
        """Sign someone up; print."""
        return [
            self.add_button,
            HeaderButton(
                _("Deltagerliste (PDF)"),
                step_url(self.activity, "participants_pdf"),
                icon_name="download",
            ),
        ]

    @cached_property
    def header_more_buttons(self) -> list:
        """Add the activity's steps."""
        return [
            *activity_buttons(self.activity, self.request.user),
            *survey_code_buttons(self.activity),
        ]

    def get_page_subtitle(self) -> str:
        """Name its seats and the activity; a phone may cut the end off."""
        return f"{seats_text(self.activity)} · {self.activity.title}"

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the right to run activities (checked on entering), not for the model's."""
        return True

    user_has_any_permission = user_has_permission


class ParticipantFormView(ActivityPageMixin, View):
    """A form below the list of participants."""

    template_name = "wagtailadmin/events/participant_form.html"
    form_class: type[ParticipantForm] = ParticipantForm
    page_title = _("Ret oplysninger")
    submit_label = _("Gem")

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the list."""
        return [{"url": step_url(self.activity, "participants"), "label": _("Deltagere")}]

    def initial(self) -> dict[str, Any]:
        """Return what stands in the form at first."""
        return {}

    def act(self, form: ParticipantForm) -> str:
        """Do what the form asks; return the sentence that says so."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show(self.form_class(initial=self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, or show the form with what is wrong."""
        form = self.form_class(request.POST, initial=self.initial())
        if form.is_valid():
            try:
                said = self.act(form)
            except AlreadyRegistered:
                form.add_error(
                    None, _("Personen er allerede tilmeldt. Find tilmeldingen på listen.")
                )
            except (RegistrationRefused, participants.SomeoneElse) as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, said)
                return redirect(step_url(self.activity, "participants"))
        return self.show(form)

    def show(self, form: ParticipantForm) -> HttpResponse:
        """Render the form."""
        context = self.get_context_data(
            form=form,
            activity=self.activity,
            submit_label=self.submit_label,
            back_url=step_url(self.activity, "participants"),
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)


class SignUpView(ParticipantFormView):
    """Sign up someone who phoned or wrote."""

    form_class = SignUpForm
    page_title = _("Tilmeld en person")
    submit_label = _("Tilmeld")

    def act(self, form: Any) -> str:
        """Sign up; the message names nobody, since messages may lie in a cookie."""
        registration = participants.sign_up(
            self.activity,
            form.person,
            idempotency_key=form.key,
            by=self.request.user,
        )
        if registration.is_waiting:
            return str(_("Der er ikke flere pladser, så personen står nu på ventelisten."))
        return str(_("Personen er tilmeldt."))


class ParticipantView(ParticipantFormView):
    """See and put right one participant's details."""

    registration: Registration

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the person up among this activity's."""
        super().setup(request, *args, **kwargs)
        self.registration = registration_to_run(request.user, self.activity, kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """Return her present details."""
        return ParticipantForm.initial_of(self.registration)

    def act(self, form: ParticipantForm) -> str:
        """Save them."""
        participants.amend(self.registration, form.person)
        return str(_("Oplysningerne er rettet."))


class ParticipantPdfView(RunActivityMixin, View):
    """The printed list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render it outside any transaction; it is never kept in a cache."""
        from events.documents import participant_list_pdf

        people = Registration.objects.visible_to(request.user).filter(activity=self.activity)
        pdf = participant_list_pdf(self.activity, people.active().select_related("workplace_kind"))
        return _private_pdf(pdf, "deltagerliste.pdf")


class SurveyCodesPdfView(RunActivityMixin, View):
    """Printed codes for those who came and have no e-mail, while the survey is open."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print one sheet; several populations at one activity have a survey, and a sheet, each."""
        from events.surveys.code_sheet import code_sheet_pdf

        survey = get_object_or_404(
            Survey, activity=self.activity, status=SurveyStatus.OPEN, pk=kwargs["survey_pk"]
        )
        return _private_pdf(code_sheet_pdf(survey), "koder.pdf")


def _private_pdf(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response
