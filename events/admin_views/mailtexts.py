"""The standing texts of the mails: list, edit with a preview, back to our own."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events import mailexample, mailtexts
from events.forms.mail import MailTextForm
from events.models import MailText
from events.models.mailtext import LANGUAGES
from events.notifications import Mail

PERMISSION = "events.change_mailtext"


class MailTextMixin(WagtailAdminTemplateMixin):
    """Only for those who may change the texts; asked before anything is read."""

    header_icon = "mail"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse the others."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def show(self, **context: Any) -> HttpResponse:
        """Render the page."""
        return TemplateResponse(
            self.request, self.template_name, self.get_context_data(view=self, **context)
        )


class MailTextListView(MailTextMixin, View):
    """Every mail whose words can be changed, in both languages. One query."""

    template_name = "wagtailadmin/events/mailtexts.html"
    page_title = _("Mailtekster")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand at the top."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show which are our own and which were changed."""
        changed = set(MailText.objects.values_list("kind", "language"))
        rows = [
            {
                "label": mailtexts.label(kind),
                "texts": [
                    {
                        "language": name,
                        "changed": (kind, code) in changed,
                        "url": reverse("mailtext_edit", args=[kind, code]),
                    }
                    for code, name in LANGUAGES
                ],
            }
            for kind in mailtexts.LABELS
            if kind in mailtexts.PLACEHOLDERS
        ]
        return self.show(rows=rows, languages=[name for _code, name in LANGUAGES])


class MailTextEditView(MailTextMixin, View):
    """Write subject and opening of one kind; look at the whole mail before saving."""

    template_name = "wagtailadmin/events/mailtext_edit.html"
    kind: Mail
    language: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Remember which text it is about."""
        super().setup(request, *args, **kwargs)
        self.language = kwargs["language"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse first; then find the kind and the language among those there are."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        editable: dict[str, Mail] = {str(kind): kind for kind in mailtexts.PLACEHOLDERS}
        if kwargs["kind"] not in editable or self.language not in dict(LANGUAGES):
            raise Http404
        self.kind = editable[kwargs["kind"]]
        return super().dispatch(request, *args, **kwargs)

    @property
    def page_title(self) -> str:
        """Name the mail."""
        return mailtexts.label(self.kind)

    def get_page_subtitle(self) -> str:
        """Name the language."""
        return dict(LANGUAGES)[self.language]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("mailtexts"), "label": _("Mailtekster")},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the text that stands now, and the mail it makes."""
        own = self._own()
        words = self._standing(own)
        form = MailTextForm(
            kind=self.kind, initial={"subject": words.subject, "body": words.opening}
        )
        return self._page(form, words, own)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, go back to our own words, or only look."""
        if "reset" in request.POST:
            mailtexts.reset(self.kind, self.language, by=request.user)
            messages.success(request, _("Standardteksten er tilbage."))
            return redirect("mailtext_edit", self.kind, self.language)
        form = MailTextForm(request.POST, kind=self.kind)
        if not form.is_valid():
            return self._page(form, None, self._own())
        if "save" in request.POST:
            mailtexts.write(self.kind, self.language, form.words, by=request.user)
            messages.success(request, _("Teksten er gemt og bruges fra nu af."))
            return redirect("mailtexts")
        return self._page(form, form.words, self._own())

    def _own(self) -> MailText | None:
        return MailText.objects.filter(kind=self.kind, language=self.language).first()

    def _standing(self, own: MailText | None) -> mailtexts.Words:
        if own is not None:
            return mailtexts.Words(own.subject, own.body)
        return mailtexts.standard_to_edit(self.kind, self.language)

    def _page(
        self, form: MailTextForm, words: mailtexts.Words | None, own: MailText | None
    ) -> HttpResponse:
        return self.show(
            form=form,
            own=own,
            names=[f"{{{name}}}" for name in mailtexts.PLACEHOLDERS[self.kind]],
            preview=mailexample.preview(self.kind, self.language, words) if words else None,
            back_url=reverse("mailtexts"),
        )


class MailTextsMenuItem(MenuItem):
    """Shown to those who may change the texts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the permission that the pages themselves ask for."""
        return request.user.has_perm(PERMISSION)


def urlpatterns() -> list:
    """Return the addresses in the admin."""
    return [
        path("mailtekster/", MailTextListView.as_view(), name="mailtexts"),
        path(
            "mailtekster/<slug:kind>/<slug:language>/",
            MailTextEditView.as_view(),
            name="mailtext_edit",
        ),
    ]
