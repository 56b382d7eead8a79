"""The editor's texts on the forum's pages, and who has approved those that are legal."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from medborgerforum import forum_texts
from medborgerforum.admin_forms.charter import ForumTextForm, language_attributes
from medborgerforum.admin_views.charter_page import StaffPage
from medborgerforum.enums import ForumLanguage, ForumTextKey
from medborgerforum.forum_markup import blocks
from medborgerforum.models import ForumText


class TextsPage(StaffPage):
    """A page of the texts."""

    header_icon = "edit"
    list_name, list_label = "forum_admin:texts", gettext_lazy("Tekster i medborgerforum")


class TextsView(TextsPage, View):
    """Every text in every language: written, approved, or not. Two queries."""

    page_title = gettext_lazy("Tekster i medborgerforum")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        texts = {(row.key, row.language): row for row in ForumText.objects.defer("body")}
        missing = forum_texts.missing()
        return self.page(
            "texts",
            languages=[label for _code, label in ForumLanguage.choices],
            rows=[
                {
                    "label": key.label,
                    "is_legal": key in forum_texts.LEGAL,
                    "is_missing": key in missing,
                    "cells": [
                        {
                            "language": label,
                            "text": texts.get((key.value, code)),
                            "url": reverse("forum_admin:text", args=[key.value, code]),
                        }
                        for code, label in ForumLanguage.choices
                    ],
                }
                for key in ForumTextKey
            ],
            missing=[key.label for key in missing],
            joining_is_ready=forum_texts.joining_is_ready(),
        )


class TextView(TextsPage, View):
    """Write one text in one language, beside the Danish; approve legal wording."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know key and language. Raises Http404."""
        super().setup(request, *args, **kwargs)
        if kwargs["key"] not in ForumTextKey.values or kwargs["language"] not in ForumLanguage:
            raise Http404
        self.key, self.language = ForumTextKey(kwargs["key"]), str(kwargs["language"])
        texts = {row.language: row for row in ForumText.objects.filter(key=self.key)}
        self.stored = texts.get(self.language)
        self.danish = texts.get(forum_texts.SOURCE)

    def get_page_title(self) -> str:
        """Name text and language."""
        return _("%(text)s på %(language)s") % {
            "text": self.key.label,
            "language": ForumLanguage(self.language).label,
        }

    def make_form(self, data: Any = None) -> ForumTextForm:
        """Return the form, bound if there is data."""
        row = self.stored or ForumText(key=self.key.value, language=self.language)
        return ForumTextForm(data, instance=row)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.form_page(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it, or only look at it, or say what is to be put right."""
        form = self.make_form(request.POST)
        is_valid = form.is_valid()
        if "preview" in request.POST:
            return self.form_page(form, is_typed=True)
        if not is_valid:
            messages.error(request, _("Teksten er ikke gemt. Ret det, der er markeret."))
            return self.form_page(form)
        kept = forum_texts.save(
            self.key,
            self.language,
            form.cleaned_data["body"],
            approval=form.approval,
            by=request.user,
        )
        messages.success(request, self.said(kept))
        return redirect("forum_admin:texts")

    def said(self, kept: ForumText | None) -> str:
        """Say what was done, and what is left to do."""
        if kept is None:
            return _("Oversættelsen er slettet. Den danske tekst vises i stedet.")
        if self.key in forum_texts.LEGAL and kept.approved_on is None:
            return _("Teksten er gemt. Den vises som udkast, til den er godkendt.")
        return _("Teksten er gemt.")

    def form_page(self, form: ForumTextForm, *, is_typed: bool = False) -> HttpResponse:
        """Render the form and how it looks."""
        return self.page(
            "text",
            form=form,
            media=form.media,
            stored=self.stored,
            danish=self.danish if self.language != forum_texts.SOURCE else None,
            is_source=self.language == forum_texts.SOURCE,
            attributes=language_attributes(self.language),
            blocks=blocks(str(form["body"].value() or "")),
            is_typed=is_typed,
            back_url=reverse("forum_admin:texts"),
        )


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    return [
        path("tekster/", TextsView.as_view(), name="texts"),
        path("tekster/<slug:key>/<slug:language>/", TextView.as_view(), name="text"),
    ]
