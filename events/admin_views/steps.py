"""The steps of an activity: each asks on GET and acts on POST only."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin import messages

from events import group_messages, planning
from events.admin_forms import CancelForm, HoldForm
from events.admin_views.participants import ActivityPageMixin
from events.enums import HEADS_ONLY
from events.models import Registration


class StepView(ActivityPageMixin, View):
    """Ask before a step, then take it and go on."""

    template_name = "wagtailadmin/events/step.html"
    header_icon = "calendar-check"
    question: Any = ""
    button: Any = _("Ja")
    serious = False
    form_class: type[forms.BaseForm] = forms.Form
    refusals: tuple[type[Exception], ...] = (planning.StepRefused,)

    def get_form(self, data: Any = None) -> Any:
        """Return the form, filled in or new."""
        return self.form_class(data)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask; nothing is changed."""
        return self.show(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step, or say why not."""
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            said = self.act(form)
        except self.refusals as refusal:
            return self.refuse(form, refusal)
        messages.success(request, said)
        return redirect(self.next_url())

    def act(self, form: Any) -> str:
        """Take the step; return the sentence that says so."""
        raise NotImplementedError

    def refuse(self, form: Any, refusal: Any) -> HttpResponse:
        """Say why not, and go back."""
        messages.error(self.request, refusal.message)
        return redirect(self.next_url())

    def next_url(self) -> str:
        """Return where to go on."""
        return reverse("activity:edit", args=[self.activity.pk])

    def get_question(self) -> str:
        """Return the question above the button."""
        return str(self.question)

    def show(self, form: Any) -> HttpResponse:
        """Render the question."""
        context = self.get_context_data(
            form=form,
            question=self.get_question(),
            button=self.button,
            serious=self.serious,
            back_url=self.next_url(),
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)


class OpenView(StepView):
    """Open sign-up."""

    page_title = _("Åbn tilmelding")
    question = _("Når siden er udgivet, kan man tilmelde sig. De første på ventelisten rykker op.")
    button = _("Åbn tilmelding")

    def act(self, form: Any) -> str:
        """Open."""
        planning.open_signup(self.activity, by=self.request.user)
        return str(_("Tilmeldingen er åben."))


class CloseView(StepView):
    """Close sign-up."""

    page_title = _("Luk tilmelding")
    question = _("Ingen kan tilmelde sig mere. Ved afbud rykker ventelisten stadig op.")
    button = _("Luk tilmelding")

    def act(self, form: Any) -> str:
        """Close."""
        planning.close_signup(self.activity, by=self.request.user)
        return str(_("Tilmeldingen er lukket."))


class CancelView(StepView):
    """Cancel the activity and tell everyone."""

    page_title = _("Aflys")
    button = _("Aflys aktiviteten")
    serious = True
    form_class = CancelForm

    def get_form(self, data: Any = None) -> Any:
        """Ask for no words about a discreet activity: its mails have their own."""
        return forms.Form(data) if self.activity.discreet else super().get_form(data)

    def get_question(self) -> str:
        """Say how many will be told, and how many of them only by phone."""
        active = Registration.objects.filter(activity=self.activity).active()
        people = list(active.exclude(name="").select_related("booking"))
        number, by_mail = len(people), group_messages.reach(people).mails
        text = ngettext(
            "%(number)s person er tilmeldt eller på venteliste.",
            "%(number)s personer er tilmeldt eller på venteliste.",
            number,
        ) % {"number": number}
        if by_mail:
            text += " " + ngettext(
                "%(number)s får besked på mail med en aflysning til kalenderen.",
                "%(number)s får besked på mail med en aflysning til kalenderen.",
                by_mail,
            ) % {"number": by_mail}
        if number > by_mail:
            text += " " + _("%(number)s kan ikke nås på mail: de kommer på listen «Ring til».") % {
                "number": number - by_mail
            }
        return text + " " + str(_("En aflysning kan ikke fortrydes."))

    def act(self, form: Any) -> str:
        """Cancel; publishing an old draft of the page cannot undo it."""
        number = planning.cancel(
            self.activity,
            message=form.cleaned_data.get("cancel_message", ""),
            by=self.request.user,
        )
        return ngettext(
            "Aktiviteten er aflyst. %(number)s person var tilmeldt.",
            "Aktiviteten er aflyst. %(number)s personer var tilmeldt.",
            number,
        ) % {"number": number}


class HoldView(StepView):
    """Close the day: the rest was absent, and the survey goes out."""

    page_title = _("Afslut dagen")
    question = _(
        "De, der ikke er krydset af som mødt, noteres som udeblevet, og de fremmødte får "
        "spørgeskemaet. Det kan ikke fortrydes."
    )
    heads_question = _(
        "Her tælles hoveder: skriv først, hvor mange der kom. Ingen noteres som udeblevet, og der "
        "sendes intet spørgeskema. Det kan ikke fortrydes."
    )
    button = _("Afslut dagen")
    form_class = HoldForm

    def get_question(self) -> str:
        """Warn while there are sessions to come."""
        by_heads = self.activity.kind in HEADS_ONLY
        question = str(self.heads_question if by_heads else self.question)
        left = planning.sessions_left(self.activity)
        if not left:
            return question
        warning = ngettext(
            "Der er %(number)s mødegang, som ikke er begyndt. Afslut først, når den er holdt.",
            "Der er %(number)s mødegange, som ikke er begyndt. Afslut først, når de er holdt.",
            left,
        )
        return f"{warning % {'number': left}} {question}"

    def show(self, form: HoldForm) -> HttpResponse:
        """Ask about an empty list only after it was found empty."""
        if not form.is_bound:
            form.fields.pop("nobody_came")
        return super().show(form)

    def act(self, form: HoldForm) -> str:
        """Hold."""
        planning.hold(
            self.activity,
            by=self.request.user,
            nobody_came=form.cleaned_data.get("nobody_came", False),
        )
        if self.activity.kind in HEADS_ONLY:
            return str(_("Dagen er afsluttet."))
        return str(_("Dagen er afsluttet, og spørgeskemaet er på vej til de fremmødte."))

    def refuse(self, form: HoldForm, refusal: Any) -> HttpResponse:
        """Let an empty list be confirmed; anything else is refused."""
        if isinstance(refusal, planning.NobodyTicked):
            form.add_error("nobody_came", refusal.message)
            return self.show(form)
        return super().refuse(form, refusal)
