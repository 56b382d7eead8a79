"""Write to a group of one activity's participants: write, look with the count, send."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from events import group_messages, when
from events.admin_views.buttons import step_url
from events.admin_views.participants import ActivityPageMixin
from events.forms.mail import GroupMessageForm
from events.models import OrganiserMessage

SHOWN = 20  # messages sent before, newest first


class GroupMessageView(ActivityPageMixin, View):
    """The form, the preview with the count, and what was sent before."""

    template_name = "wagtailadmin/events/group_message.html"
    page_title = gettext_lazy("Skriv til deltagerne")
    header_icon = "mail"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the empty form."""
        return self.show(GroupMessageForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview; send only what was looked at ("send") and left as it was."""
        form = GroupMessageForm(request.POST)
        if not form.is_valid() or "edit" in request.POST:
            return self.show(form)
        if "send" not in request.POST:
            return self.show(form, preview=True)
        try:
            sent = group_messages.send(
                self.activity,
                group=form.cleaned_data["group"],
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                key=form.cleaned_data["key"],
                by=request.user,
            )
        except group_messages.MessageRefused as refusal:
            form.add_error(None, str(refusal.message))
            return self.show(form)
        people = group_messages.people_in(self.activity, sent.group)
        messages.success(
            request, _("Beskeden er sendt: %(reach)s.") % {"reach": group_messages.reach(people)}
        )
        return redirect(step_url(self.activity, "group_message"))

    def show(self, form: GroupMessageForm, *, preview: bool = False) -> HttpResponse:
        """Render the form, or the preview of what was written."""
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            form=form,
            refusal=group_messages.why_not(self.activity),
            last_day=group_messages.last_day(self.activity),
            sent=self._sent(),
            back_url=step_url(self.activity, "participants"),
            **(self._preview(form) if preview else {}),
        )
        return TemplateResponse(self.request, self.template_name, context)

    def _preview(self, form: GroupMessageForm) -> dict[str, Any]:
        group = form.cleaned_data["group"]
        reach = group_messages.reach(group_messages.people_in(self.activity, group))
        return {
            "preview": True,
            "reach": reach,
            "group": group_messages.group_label(group),
            "subject": form.cleaned_data["subject"],
            "body": form.cleaned_data["body"],
        }

    def _sent(self) -> list[dict[str, Any]]:
        rows = OrganiserMessage.objects.filter(activity=self.activity)[:SHOWN]
        return [
            {
                "when": when.moment(row.sent_at),
                "group": row.get_group_display(),
                "number": row.number,
                "subject": row.subject,
                "body": row.body,
            }
            for row in rows
        ]


def urlpatterns() -> list:
    """Return the address under an activity."""
    return [
        path("<uuid:activity_pk>/skriv/", GroupMessageView.as_view(), name="group_message"),
    ]
