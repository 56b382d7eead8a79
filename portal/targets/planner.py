"""The planner in the admin: how many days and answers it takes to say something."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.permissions import Viewer, may_run
from events.power import NOTHING, SoFar, answers_for_power

from . import readings
from .charts import Mark
from .definitions import SHARE_KINDS, period_of
from .forecast import (
    MOST_DAYS,
    POWER,
    Assumptions,
    Outlook,
    days_enough,
    days_shown,
    outlook,
    outlooks,
    rates_shown,
    share_text,
    whole_percent,
)
from .models import Target

DEFAULTS = {"per_day": "40", "days": "3", "rate": "60", "share": "90", "threshold": "80"}

GUIDE = Mark(x=f"{int(POWER * 100)}%", anchor="middle")


def may_plan(user: Viewer) -> bool:
    """Whether the user may plan ahead: who runs activities, or reads their results."""
    return may_run(user) or (
        user is not None and user.has_perm("events.view_results")  # type: ignore[union-attr]
    )


class WholeField(forms.CharField):
    """A whole number within limits, with or without a percent sign; returned as an int.

    A text field, because browsers empty a number field of what they do not understand.
    """

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        self.low, self.high = low, high
        self.refusal = _("Skriv et helt tal fra %(low)s til %(high)s.")
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
            max_length=12,
            **kwargs,
        )
        said = str(self.refusal) % {"low": low, "high": high}
        self.error_messages |= {"required": said, "max_length": said}

    def clean(self, value: Any) -> int:
        """Return the number, or say which would do."""
        text = re.sub(r"[\s%.]", "", super().clean(value))
        number = int(text) if text.isascii() and text.isdigit() else -1
        if not self.low <= number <= self.high:
            raise forms.ValidationError(self.refusal, params={"low": self.low, "high": self.high})
        return number


class PlannerForm(forms.Form):
    """What is expected of the days to come."""

    target = forms.ChoiceField(
        label=_("Mål fra handleplanen"),
        required=False,
        help_text=_("Vælg et mål for at regne videre på de svar, der er i målets periode."),
    )
    per_day = WholeField(
        1, 1000, label=_("Deltagere pr. dag"), help_text=_("Dem, der får spørgeskemaet.")
    )
    days = WholeField(1, MOST_DAYS, label=_("Antal dage"))
    rate = WholeField(1, 100, label=_("Forventet svarprocent"))
    share = WholeField(
        0,
        100,
        label=_("Sand andel i top, i procent"),
        help_text=_(
            "Hvor mange af alle deltagere tror I ville vælge et af de to øverste trin? "
            "Prøv flere tal, hvis I er i tvivl."
        ),
    )
    threshold = WholeField(
        50,
        95,
        label=_("Tærskel, i procent"),
        help_text=_("Gælder, når der ikke er valgt et mål: ellers bruges målets egen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = {str(target.pk): target for target in targets_ahead()}
        choices = [(key, f"{one.code}: {one.display_title}") for key, one in self.targets.items()]
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Intet bestemt mål")), *choices]

    @cached_property
    def target_chosen(self) -> Target | None:
        """The target that was picked, if any."""
        return self.targets.get(self.cleaned_data["target"])

    def assumptions(self, so_far: SoFar) -> Assumptions:
        """Return what was typed, as fractions of 1."""
        typed = self.cleaned_data
        own = self.target_chosen.threshold if self.target_chosen else None
        return Assumptions(
            per_day=typed["per_day"],
            days=typed["days"],
            rate=Fraction(typed["rate"], 100),
            share=Fraction(typed["share"], 100),
            threshold=own or Fraction(typed["threshold"], 100),
            so_far=so_far,
        )


def targets_ahead() -> list[Target]:
    """Return the survey targets whose period is not over, in the plans' order."""
    today = timezone.localdate()
    rows = (
        Target.objects.filter(kind__in=SHARE_KINDS, threshold_numerator__isnull=False)
        .select_related("track__plan")
        .order_by("-track__plan__period_start", "track__number", "position", "code")
    )
    return [
        target
        for target in rows
        if 0 < (target.threshold or 0) < 1 and not period_of(target).is_over(today)
    ]


def answers_so_far(target: Target | None) -> SoFar:
    """Return what has been published of the target's answers; nothing where none may be."""
    if target is None:
        return NOTHING
    measured = readings.current([target])[target.pk]
    if measured.answered is None:
        return NOTHING
    return SoFar(measured.successes or 0, measured.answered, measured.eligible or 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a response rate, and what comes of each number of days."""

    rate: Fraction
    cells: list[Outlook]
    is_chosen: bool

    @property
    def rate_text(self) -> str:
        """The response rate in words."""
        return whole_percent(self.rate)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart; ``width`` and ``y`` as SVG has them."""

    outlook: Outlook
    y: int
    is_chosen: bool

    @property
    def width(self) -> str:
        """The chance of a clear verdict along the axis."""
        return f"{self.outlook.chances.clear * 100:.2f}%"

    @property
    def label_y(self) -> int:
        """The base line of the words above the bar."""
        return self.y - 7


BAR_STEP, BAR_TOP, BAR_FOOT = 46, 30, 40


def result_of(assumed: Assumptions, target: Target | None) -> dict[str, Any]:
    """Return everything the page says, computed."""
    days = days_shown(assumed.days)
    chosen = outlook(assumed)
    lines = [
        Line(rate, outlooks(assumed, days, rate), rate == assumed.rate)
        for rate in rates_shown(assumed.rate)
    ]
    own = next(line for line in lines if line.is_chosen)
    bars = [
        Bar(one, BAR_TOP + BAR_STEP * number, one.days == assumed.days)
        for number, one in enumerate(own.cells)
    ]
    return {
        "assumed": assumed,
        "target": target,
        "chosen": chosen,
        "texts": _texts(assumed, chosen),
        "days": days,
        "lines": lines,
        "bars": bars,
        "chart_height": BAR_TOP + BAR_STEP * len(bars) + BAR_FOOT,
        "axis_y": BAR_TOP + BAR_STEP * len(bars) - 8,
        "ticks": [(f"{percent}%", percent) for percent in range(0, 101, 20)],
        "guide": GUIDE,
        "days_enough": days_enough(assumed),
        "most_days": MOST_DAYS,
        "answers_enough": answers_for_power(assumed.share, assumed.threshold, POWER),
    }


def _texts(assumed: Assumptions, chosen: Outlook) -> dict[str, str]:
    """Return the shares of the sentences, written in the reader's language."""
    met, not_met = chosen.needed.met_share, chosen.needed.not_met_share
    return {
        "rate": whole_percent(assumed.rate),
        "share": whole_percent(assumed.share),
        "threshold": whole_percent(assumed.threshold),
        "met": share_text(met) if met is not None else "",
        "not_met": share_text(not_met) if not_met is not None else "",
        "power": whole_percent(POWER),
    }


class PlannerView(WagtailAdminTemplateMixin, View):
    """Ask what is expected, and say what it would tell. Nothing is stored."""

    page_title = _("Hvor mange svar?")
    header_icon = "crosshairs"
    template_name = "wagtailadmin/targets/planner.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in whoever may plan."""
        if not may_plan(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Name the page itself, so that the header does."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, and what follows from it unless something is amiss."""
        form = PlannerForm({**DEFAULTS, **request.GET.dict()})
        context: dict[str, Any] = self.get_context_data(form=form, media=form.media, view=self)
        if form.is_valid():
            target = form.target_chosen
            so_far = answers_so_far(target)
            context |= result_of(form.assumptions(so_far), target)
        return TemplateResponse(request, self.template_name, context)


class PlannerMenuItem(MenuItem):
    """Shown to those who may plan."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask what the page itself asks."""
        return may_plan(request.user)


def menu_item() -> PlannerMenuItem:
    """Return the item that stands among the reports."""
    return PlannerMenuItem(
        _("Hvor mange svar?"), reverse("planner"), name="planner", icon_name="crosshairs", order=15
    )


def urlpatterns() -> list:
    """Return the address below ``/admin/``."""
    return [path("reports/hvor-mange-svar/", PlannerView.as_view(), name="planner")]
