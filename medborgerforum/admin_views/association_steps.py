"""What staff do for an association, on its word: each asks on GET and acts on POST only."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin_views.asking import AskingView
from medborgerforum import leaving, representatives, signatories
from medborgerforum.admin_forms.associations import InviteForm, LeaveForm, SignatoryForm
from medborgerforum.admin_views.association_frame import AssociationPage, association_url
from medborgerforum.leaving import LeaveRefused
from medborgerforum.models import Representative, Signatory
from medborgerforum.representatives import RepresentativeRefused
from medborgerforum.signatories import CorrectionRefused


class AssociationStep(AssociationPage, AskingView):
    """A form below an association; afterwards back to it."""

    def next_url(self) -> str:
        """Go back to the association."""
        return association_url(self.association)

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the association."""
        return [{"url": self.next_url(), "label": self.association.name}]


class LeaveView(AssociationStep):
    """Write down that the association has left."""

    page_title = gettext_lazy("Registrér udtræden")
    question = gettext_lazy(
        "Tilslutningen til charteret trækkes tilbage, kommende tilmeldinger afmeldes, og alle, der "
        "taler for foreningen, får besked. Det kan ikke fortrydes: foreningen må søge igen."
    )
    button = gettext_lazy("Registrér udtræden")
    serious = True
    form_class = LeaveForm
    refusals = (LeaveRefused,)

    def act(self, form: Any) -> str:
        """End the membership."""
        leaving.leave(self.association, by=self.request.user)
        return _("Foreningen er meldt ud.")


class SignatoryView(AssociationStep):
    """Correct who signed an acceptance."""

    page_title = gettext_lazy("Ret underskriver")
    question = gettext_lazy("Hvad foreningen sagde ja til, og hvornår, kan ikke ændres.")
    refusals = (CorrectionRefused,)
    signatory: Signatory

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the signatory up among the association's own."""
        super().setup(request, *args, **kwargs)
        self.signatory = get_object_or_404(
            Signatory, event=kwargs["event_pk"], event__association=self.association
        )

    def make_form(self, data: Any = None) -> SignatoryForm:
        """Begin with what stands there."""
        initial = {"name": self.signatory.name, "role": self.signatory.role}
        return SignatoryForm(data, initial=initial)

    def act(self, form: Any) -> str:
        """Correct."""
        signatories.correct(self.signatory, **form.cleaned_data, by=self.request.user)
        return _("Underskriveren er rettet.")


class InviteView(AssociationStep):
    """Invite somebody, when nobody of the association can do it herself."""

    page_title = gettext_lazy("Invitér en repræsentant")
    question = gettext_lazy(
        "Foreningen inviterer normalt selv. Gør det her, når ingen af dem kan, for eksempel fordi "
        "den, der styrede medlemskabet, er rejst."
    )
    button = gettext_lazy("Send invitation")
    form_class = InviteForm
    refusals = (RepresentativeRefused,)

    def act(self, form: Any) -> str:
        """Invite."""
        data = {key: value for key, value in form.cleaned_data.items() if key != "on_their_word"}
        representatives.invite(self.association, **data, by=self.request.user)
        return _("Invitationen er på vej.")


class PersonStep(AssociationStep):
    """A step about one representative."""

    refusals = (RepresentativeRefused,)
    person: Representative

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look her up among the association's own."""
        super().setup(request, *args, **kwargs)
        people = representatives.of(self.association)
        self.person = get_object_or_404(people, pk=kwargs["person_pk"])

    def get_page_subtitle(self) -> str:
        """Name her to whoever is asked."""
        return self.person.name


class ResendView(PersonStep):
    """Mail her link, or her invitation, again."""

    page_title = gettext_lazy("Send link igen")
    question = gettext_lazy("En mail med linket. Er invitationen ikke besvaret, sendes den igen.")
    button = gettext_lazy("Send mailen")

    def act(self, form: Any) -> str:
        """Send."""
        representatives.resend(self.person, by=self.request.user)
        return _("Mailen er på vej.")


class RenewLinkView(PersonStep):
    """Make her old link worthless and mail a new one."""

    page_title = gettext_lazy("Nyt link")
    question = gettext_lazy("Det gamle link virker ikke mere, og hun får et nyt på mail.")
    button = gettext_lazy("Send et nyt link")

    def act(self, form: Any) -> str:
        """Renew."""
        representatives.renew_link(self.person, by=self.request.user)
        return _("Det gamle link er lukket, og et nyt er på vej.")


class RemoveView(PersonStep):
    """Take her off, on the association's word or her own."""

    page_title = gettext_lazy("Fjern repræsentant")
    question = gettext_lazy(
        "Gør det kun, når foreningen eller hun selv har bedt om det. Navn og e-mail slettes."
    )
    button = gettext_lazy("Fjern")
    serious = True

    def act(self, form: Any) -> str:
        """Remove."""
        representatives.remove(self.person, by=self.request.user)
        return _("Repræsentanten er fjernet.")
