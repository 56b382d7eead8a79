"""The charter's versions: list, draft, publish. What is published never changes."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages

from events import when
from events.admin_views.asking import AskingView
from medborgerforum import charter, charter_drafts, charter_sheet
from medborgerforum.admin_forms.charter import (
    TextForm,
    VersionForm,
    language_attributes,
)
from medborgerforum.admin_forms.publishing import PublishForm
from medborgerforum.admin_views import charter_translation, texts
from medborgerforum.admin_views.charter_page import CharterPage, version_url
from medborgerforum.charter import BINDING, CharterRefused
from medborgerforum.enums import ForumLanguage, MembershipState
from medborgerforum.forum_markup import blocks
from medborgerforum.models import Association, CharterText, CharterVersion

VERSIONS_A_PAGE = 20


class VersionsView(CharterPage, View):
    """Every version, with its languages. A constant number of queries."""

    page_title = gettext_lazy("Charter")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, newest first."""
        rows = CharterVersion.objects.prefetch_related(
            Prefetch("texts", CharterText.objects.only("version", "language"))
        )
        page = Paginator(rows, VERSIONS_A_PAGE).get_page(request.GET.get("p"))
        current = charter.in_force()
        return self.page(
            "charter",
            page_obj=page,
            index_url=reverse("forum_admin:charter"),
            rows=[
                {
                    "version": version,
                    "languages": _languages(version.texts.all()),
                    "is_current": current is not None and current.pk == version.pk,
                    "url": version_url(version),
                }
                for version in page
            ],
        )


def _languages(texts: Any) -> str:
    found = {text.language for text in texts}
    return ", ".join(str(language.label) for language in ForumLanguage if language.value in found)


class DraftPage(CharterPage, View):
    """Number, days and the text in every language, on one form with a preview."""

    version: CharterVersion

    def form_of(self, data: Any = None) -> VersionForm:
        """Return the form of number and days."""
        return VersionForm(data, instance=self.version)

    def text_forms(self, data: Any = None) -> list[TextForm]:
        """Return the form of each language, the Danish first."""
        texts = {} if self.version._state.adding else charter_drafts.drafts(self.version)
        return [
            TextForm(data, language=code, text=texts.get(code)) for code in ForumLanguage.values
        ]

    def edit(self) -> HttpResponse:
        """Show the draft as it is stored."""
        return self.draft(self.form_of(), self.text_forms())

    def store(self) -> HttpResponse:
        """Keep it, or only look at it, or say what is to be put right."""
        form, texts = self.form_of(self.request.POST), self.text_forms(self.request.POST)
        is_valid = all([form.is_valid(), *[text.is_valid() for text in texts]])
        if "preview" in self.request.POST:
            return self.draft(form, texts, is_typed=True)
        if not is_valid:
            return self.refused(form, texts)
        try:
            version = charter_drafts.save(
                form.instance, {text.language: text.words for text in texts}, by=self.request.user
            )
        except CharterRefused as refusal:
            form.add_error(None, str(refusal.message))
            return self.refused(form, texts)
        messages.success(self.request, _("Kladden er gemt."))
        return redirect(version_url(version))

    def refused(self, form: VersionForm, texts: list[TextForm]) -> HttpResponse:
        """Show the form again, with all that was typed."""
        messages.error(self.request, _("Kladden er ikke gemt. Ret det, der er markeret."))
        return self.draft(form, texts)

    def draft(
        self, form: VersionForm, texts: list[TextForm], *, is_typed: bool = False
    ) -> HttpResponse:
        """Render the form."""
        return self.page(
            "charter_draft",
            form=form,
            media=form.media + texts[0].media,
            texts=[
                {
                    "form": text,
                    "attributes": language_attributes(text.language),
                    "blocks": blocks(str(text["body"].value() or "")),
                    "title": text["title"].value() or "",
                    "is_open": text.is_binding or bool(text.errors),
                }
                for text in texts
            ],
            version=None if self.version._state.adding else self.version,
            is_typed=is_typed,
            back_url=reverse("forum_admin:charter"),
        )


class AddView(DraftPage):
    """Begin a version; the texts of the newest are there to be changed."""

    page_title = gettext_lazy("Ny version af charteret")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Begin with an empty version."""
        super().setup(request, *args, **kwargs)
        self.version = CharterVersion()

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, with the words of the version before."""
        former = next(iter(charter.published()), None)
        words = charter.texts(former) if former else {}
        return self.draft(
            self.form_of(),
            [TextForm(language=code, words=words.get(code)) for code in ForumLanguage.values],
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it."""
        return self.store()


class VersionView(DraftPage):
    """A draft to write on, or a published version to read."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look it up. Raises Http404."""
        super().setup(request, *args, **kwargs)
        self.version = get_object_or_404(CharterVersion, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        """Name the version."""
        return _("Charter, version %(number)s") % {"number": self.version.number}

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show it."""
        return self.edit() if self.version.published_at is None else self.read()

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Keep the draft; what is published is only read."""
        if self.version.published_at is not None:
            messages.error(request, charter_drafts.AlreadyPublished.message)
            return redirect(version_url(self.version))
        return self.store()

    def read(self) -> HttpResponse:
        """Show the published texts, who answers for them, and the ways to translate."""
        sheet = charter_sheet.sheets([self.version], BINDING)[self.version.number]
        drafts = charter_drafts.drafts(self.version)
        return self.page(
            "charter_version",
            version=self.version,
            sheet=sheet,
            rows=[
                {
                    "code": code,
                    "label": label,
                    "attributes": language_attributes(code),
                    "text": sheet.newest(code),
                    "draft": drafts.get(code),
                    "is_binding": code == BINDING,
                    "url": reverse("forum_admin:charter_text", args=[self.version.pk, code]),
                }
                for code, label in ForumLanguage.choices
            ],
            public_url=reverse("forum:charter_version", args=[self.version.number]),
        )


class StepPage(CharterPage, AskingView):
    """A step with a version: asked first, and never undone."""

    refusals = (CharterRefused,)
    serious = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the version up. Raises Http404."""
        super().setup(request, *args, **kwargs)
        self.version = get_object_or_404(CharterVersion, pk=kwargs["pk"], published_at=None)

    def get_page_subtitle(self) -> str:
        """Name the version."""
        return _("version %(number)s") % {"number": self.version.number}

    def next_url(self) -> str:
        """Return to the version."""
        return version_url(self.version)


class PublishView(StepPage):
    """Publish a version: the words are fixed for ever, and members are asked."""

    page_title = gettext_lazy("Offentliggør charteret")
    button = gettext_lazy("Offentliggør for altid")

    def make_form(self, data: Any = None) -> PublishForm:
        """Remember what was shown: what is published must be what was read."""
        return PublishForm(data, state=charter_drafts.state_of(self.version))

    def get_question(self) -> str:
        """Say what will happen, to how many, and when."""
        texts = charter_drafts.drafts(self.version)
        said = [
            _("Version %(number)s gælder fra %(day)s. Den offentliggøres på: %(languages)s.")
            % {
                "number": self.version.number,
                "day": when.plain_day(self.version.valid_from),
                "languages": _languages(texts.values()) or "–",
            },
            self.said_to_members(),
            _("Teksten kan ikke ændres bagefter, og det kan ikke fortrydes."),
        ]
        return " ".join(said)

    def said_to_members(self) -> str:
        """Say who will be asked to accept it, and until when."""
        version = self.version
        if not version.material:
            return _("Medlemmerne bliver ikke spurgt, for ændringen er ikke væsentlig.")
        if version.accept_by is None or version.lapse_on is None or not charter.published():
            return _("De, der melder sig ind, tilslutter sig den. Ingen bliver spurgt nu.")
        number = Association.objects.filter(state=MembershipState.MEMBER).count()
        return ngettext(
            "%(number)s medlem får en mail og bliver bedt om at tilslutte sig senest %(accept)s. "
            "Derefter er tilmelding til møder lukket for dem, der ikke har, og %(lapse)s udløber "
            "deres medlemskab.",
            "%(number)s medlemmer får en mail og bliver bedt om at tilslutte sig senest "
            "%(accept)s. Derefter er tilmelding til møder lukket for dem, der ikke har, og "
            "%(lapse)s udløber deres medlemskab.",
            number,
        ) % {
            "number": number,
            "accept": when.plain_day(version.accept_by),
            "lapse": when.plain_day(version.lapse_on),
        }

    def act(self, form: Any) -> str:
        """Publish it."""
        charter.publish(self.version, by=self.request.user)
        return _("Version %(number)s er offentliggjort.") % {"number": self.version.number}


class DiscardView(StepPage):
    """Delete a draft."""

    page_title = gettext_lazy("Slet kladden")
    question = gettext_lazy("Kladden og dens tekster slettes. Det kan ikke fortrydes.")
    button = gettext_lazy("Slet kladden")

    def act(self, form: Any) -> str:
        """Delete it."""
        charter_drafts.discard(self.version, by=self.request.user)
        self.is_gone = True
        return _("Kladden er slettet.")

    def next_url(self) -> str:
        """Return to the list once it is gone."""
        if getattr(self, "is_gone", False):
            return reverse("forum_admin:charter")
        return super().next_url()


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    one = "charter/<uuid:pk>/"
    return [
        path("charter/", VersionsView.as_view(), name="charter"),
        path("charter/ny/", AddView.as_view(), name="charter_add"),
        path(one, VersionView.as_view(), name="charter_version"),
        path(f"{one}offentliggoer/", PublishView.as_view(), name="charter_publish"),
        path(f"{one}slet/", DiscardView.as_view(), name="charter_discard"),
        # After those above, or "slet" would be taken for a language.
        *charter_translation.urlpatterns(),
        *texts.urlpatterns(),
    ]
