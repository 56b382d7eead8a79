"""Forms of a meeting in the admin: its numbers, a point of the agenda, a paper."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.documents.widgets import AdminDocumentChooser

from events.forms_cpr import RefuseCprMixin
from medborgerforum.models import AgendaPoint, Meeting, Paper


class MeetingForm(forms.ModelForm):
    """How many seats an association gets, and until when members propose points."""

    class Meta:
        model = Meeting
        fields: ClassVar = ["seats_per_association", "points_until"]
        widgets: ClassVar = {
            "points_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }


class PointForm(RefuseCprMixin, forms.ModelForm):
    """One point of the agenda."""

    class Meta:
        model = AgendaPoint
        fields: ClassVar = ["title", "kind", "minutes_needed", "body", "language"]
        widgets: ClassVar = {
            "body": AdminAutoHeightTextInput(attrs={"rows": 4}),
            "kind": forms.RadioSelect,
        }
        labels: ClassVar = {"language": _("Sprog, punktet er skrevet på")}


class PaperForm(RefuseCprMixin, forms.ModelForm):
    """A document that members can fetch."""

    class Meta:
        model = Paper
        fields: ClassVar = ["title", "document"]
        widgets: ClassVar = {"document": AdminDocumentChooser}
        help_texts: ClassVar = {
            "document": _(
                "Kun medlemmer kan hente det, fra deres egen side. Dokumentet kan ikke længere "
                "hentes af andre, heller ikke fra andre sider."
            )
        }


class PublishForm(forms.Form):
    """Whether members are told by mail."""

    tell = forms.BooleanField(
        label=_("Send en mail til medlemmerne"),
        initial=True,
        required=False,
        help_text=_("Til alle bekræftede repræsentanter for foreninger, der må læse dagsordenen."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
