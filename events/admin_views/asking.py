"""What the smaller pages of the admin share: a form or question on GET, the act on POST."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class AskingView(WagtailAdminTemplateMixin, View):
    """Show a form, or only a question; act, or show what is wrong.

    ``refusals`` are the exceptions of the rules; each has a sentence as ``message``.
    """

    template_name = "wagtailadmin/events/ask.html"
    form_class: type[forms.BaseForm] = forms.Form
    refusals: tuple[type[Exception], ...] = ()
    question: Any = ""
    button: Any = _("Gem")
    serious = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask; nothing is changed."""
        return self.show(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act and go on, or say why not."""
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            said = self.act(form)
        except self.refusals as refusal:
            form.add_error(None, str(getattr(refusal, "message", "")))
            return self.show(form)
        messages.success(request, said)
        return redirect(self.next_url())

    def make_form(self, data: Any = None) -> Any:
        """Return the form, bound if there is data."""
        return self.form_class(data)

    def act(self, form: Any) -> str:
        """Do what the form asks; return the sentence that says so."""
        raise NotImplementedError

    def next_url(self) -> str:
        """Return where to go on, and back."""
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page in the header; those below others name these in between."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_question(self) -> str:
        """Return the text above the form."""
        return str(self.question)

    def show(self, form: Any) -> HttpResponse:
        """Render the form."""
        context = self.get_context_data(
            form=form,
            media=form.media,
            question=self.get_question(),
            button=self.button,
            serious=self.serious,
            back_url=self.next_url(),
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)
