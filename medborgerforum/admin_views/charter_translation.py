"""A translation beside a published version: its first text, or a mended revision."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from events.admin_views.asking import AskingView
from medborgerforum import charter, charter_drafts
from medborgerforum.admin_forms.charter import TextForm, language_attributes
from medborgerforum.admin_forms.publishing import PublishForm
from medborgerforum.admin_views.charter_page import CharterPage, version_url
from medborgerforum.charter import BINDING, CharterRefused
from medborgerforum.enums import ForumLanguage
from medborgerforum.forum_markup import blocks
from medborgerforum.models import CharterVersion


class TranslationMixin(CharterPage):
    """Of one published version and one language other than Danish."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look them up. Raises Http404."""
        super().setup(request, *args, **kwargs)
        self.language: str = kwargs["language"]
        if self.language not in ForumLanguage.values or self.language == BINDING:
            raise Http404
        self.version = get_object_or_404(
            CharterVersion, pk=kwargs["pk"], published_at__isnull=False
        )
        self.draft = charter_drafts.drafts(self.version).get(self.language)

    def get_page_title(self) -> str:
        """Name version and language."""
        return _("Charter, version %(number)s på %(language)s") % {
            "number": self.version.number,
            "language": ForumLanguage(self.language).label,
        }


class TranslationView(TranslationMixin, View):
    """Write the draft beside the Danish; look at it; keep it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the draft, or the published words to be mended."""
        words = charter.texts(self.version).get(self.language)
        return self.form_page(TextForm(language=self.language, text=self.draft, words=words))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it, or only look at it, or say what is to be put right."""
        form = TextForm(request.POST, language=self.language, text=self.draft)
        is_valid = form.is_valid()
        if "preview" in request.POST:
            return self.form_page(form, is_typed=True)
        if is_valid:
            try:
                charter_drafts.save_translation(
                    self.version, self.language, form.words, by=request.user
                )
            except CharterRefused as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Kladden er gemt."))
                return redirect(version_url(self.version))
        messages.error(request, _("Kladden er ikke gemt. Ret det, der er markeret."))
        return self.form_page(form)

    def form_page(self, form: TextForm, *, is_typed: bool = False) -> HttpResponse:
        """Render the form with the Danish beside it."""
        return self.page(
            "charter_text",
            form=form,
            media=form.media,
            version=self.version,
            draft=self.draft,
            danish=charter.texts(self.version)[BINDING],
            attributes=language_attributes(self.language),
            blocks=blocks(str(form["body"].value() or "")),
            title=form["title"].value() or "",
            is_typed=is_typed,
            back_url=version_url(self.version),
        )


class PublishTranslationView(TranslationMixin, AskingView):
    """Publish the draft: who accepted an older revision keeps having accepted that one."""

    button = gettext_lazy("Offentliggør for altid")
    question = gettext_lazy(
        "Teksten kan ikke ændres bagefter; en fejl rettes med en ny udgave. Dem, der har "
        "tilsluttet sig, bliver ikke spurgt igen, for den danske tekst er den samme."
    )
    refusals = (CharterRefused,)
    serious = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Want a draft. Raises Http404."""
        super().setup(request, *args, **kwargs)
        if self.draft is None:
            raise Http404

    def make_form(self, data: Any = None) -> PublishForm:
        """Remember what was shown."""
        return PublishForm(data, state=charter_drafts.state_of(self.version))

    def act(self, form: Any) -> str:
        """Publish it."""
        assert self.draft is not None  # setup() asked for one
        charter.publish_text(self.draft, by=self.request.user)
        return _("Oversættelsen er offentliggjort.")

    def next_url(self) -> str:
        """Return to the version."""
        return version_url(self.version)


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    one = "charter/<uuid:pk>/<slug:language>/"
    return [
        path(one, TranslationView.as_view(), name="charter_text"),
        path(f"{one}offentliggoer/", PublishTranslationView.as_view(), name="charter_text_publish"),
    ]
