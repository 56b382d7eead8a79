"""Webhooks in the admin: where to, of what, and how it went."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from events import webhooks
from events.admin_views.closed import ClosedViewSetMixin
from events.models import Webhook

SHOWN = 50
EVENTS = [
    (webhooks.Event.OPENED, _("Tilmeldingen er åbnet")),
    (webhooks.Event.CLOSED, _("Tilmeldingen er lukket")),
    (webhooks.Event.MOVED, _("Tid eller sted er ændret")),
    (webhooks.Event.CANCELLED, _("Aktiviteten er aflyst")),
    (webhooks.Event.HELD, _("Aktiviteten er afholdt")),
    (webhooks.Event.SEATS, _("Antallet af optagne pladser er ændret")),
]


class WebhookForm(WagtailAdminModelForm):
    """Where to, and of what."""

    kinds = forms.MultipleChoiceField(
        label=_("Hændelser"), choices=EVENTS, widget=forms.CheckboxSelectMultiple
    )

    def clean_url(self) -> str:
        """Refuse an unencrypted address; the demo may use one on the same machine."""
        url = str(self.cleaned_data["url"])
        local = settings.VINK_IS_DEMO and url.startswith("http://127.0.0.1")
        if not (url.startswith("https://") or local):
            raise forms.ValidationError(_("Adressen skal begynde med https://."))
        return url


class WebhookIndexView(generic.IndexView):
    """The list: for those who keep webhooks, with a button to each one's deliveries."""

    any_permission_required = ["add", "change", "delete"]

    def get_list_more_buttons(self, instance: Webhook) -> list[Button]:
        """Add the way to its secret and deliveries."""
        more = Button(
            _("Nøgle og leveringer"),
            reverse("webhook:deliveries", args=[instance.pk]),
            icon_name="list-ul",
        )
        return [*super().get_list_more_buttons(instance), more]


class WebhookViewSet(ClosedViewSetMixin, ModelViewSet):
    """Addresses that are told; kept by administrators."""

    model = Webhook
    url_prefix = "webhooks"
    name = "webhook"
    icon = "link"
    menu_label = _("Webhooks")
    add_to_settings_menu = True
    menu_order = 610
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["name", "url", BooleanColumn("active", label=_("I brug"))]
    ordering = "name"
    list_per_page = 50
    index_view_class = WebhookIndexView
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("url"), FieldPanel("kinds"), FieldPanel("active")],
        base_form_class=WebhookForm,
    )

    def get_urlpatterns(self) -> list:
        """Add the deliveries."""
        view = DeliveriesView.as_view()
        return [*super().get_urlpatterns(), path("<uuid:pk>/leveringer/", view, name="deliveries")]


class DeliveriesView(WagtailAdminTemplateMixin, View):
    """The latest deliveries of one webhook, its secret, and a way to try it."""

    template_name = "wagtailadmin/events/deliveries.html"
    page_title = _("Nøgle og leveringer")
    header_icon = "link"
    webhook: Webhook

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse whoever may not change webhooks, before anything is read."""
        if not request.user.has_perm("events.change_webhook"):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)
        self.webhook = get_object_or_404(Webhook, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name it."""
        return self.webhook.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them, the latest first."""
        context = self.get_context_data(
            view=self,
            webhook=self.webhook,
            secret=webhooks.shown_secret(self.webhook),
            deliveries=self.webhook.deliveries.all()[:SHOWN],
            index_url=reverse("webhook:index"),
        )
        return TemplateResponse(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Queue a message to try it with."""
        webhooks.ping(self.webhook)
        messages.success(request, _("En prøve er på vej. Den sendes inden for et minut."))
        return redirect("webhook:deliveries", pk=self.webhook.pk)
