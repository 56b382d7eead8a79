"""The form of a catalogue in the admin: what it says, and which activities it tells of."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from events import queries, when
from events.models import Activity

from . import contents
from .models import Catalogue, CatalogueEntry


class ActivitiesField(forms.ModelMultipleChoiceField):
    """Public activities to tick off, each with its first day."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Name the day first: the list stands in that order."""
        start = obj.first_start
        parts = [when.plain_day(start) if start else "", obj.title, obj.get_kind_display()]
        return " · ".join(filter(None, parts))


class CatalogueForm(WagtailAdminModelForm):
    """Choose among what is public and coming; what was chosen before can be seen and kept."""

    activities = ActivitiesField(
        label=_("Aktiviteter"),
        queryset=Activity.objects.none(),
        required=False,
        help_text=_("Kommende aktiviteter, der kan ses i kalenderen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["activities"]
        assert isinstance(field, ActivitiesField)
        field.queryset = self._offered()

    def _offered(self) -> Any:
        coming = Q(pk__in=contents.to_choose_from().values("pk"))
        if self.instance.pk:
            coming |= Q(pk__in=self._entries().values("activity"))
        return queries.listed().filter(coming).order_by("starts_at", "pk")

    def _entries(self) -> Any:
        return CatalogueEntry.objects.filter(catalogue=self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, at the field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("Perioden skal slutte, efter at den er begyndt."))
        return data

    def _save_m2m(self) -> None:
        """Keep what was chosen but cannot be seen just now: its page may come back."""
        field = self.fields["activities"]
        assert isinstance(field, ActivitiesField)
        assert field.queryset is not None  # ``__init__`` gave it one
        offered = field.queryset.values("pk")
        unseen = Activity.objects.filter(
            pk__in=self._entries().exclude(activity__in=offered).values("activity")
        )
        chosen = [*self.cleaned_data["activities"], *unseen]
        super()._save_m2m()
        self.instance.activities.set(chosen)

    class Meta:
        model = Catalogue
        fields = "__all__"  # the panels say which
