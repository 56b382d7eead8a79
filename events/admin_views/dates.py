"""Lay the dates of an activity, and copy it to new ones: seen with warnings before saved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from events import planning, rhythm, schooldays, when
from events.admin_views.buttons import step_url
from events.admin_views.steps import StepView
from events.forms.dates import CopyForm, DatesForm
from events.models import Activity, Registration, Session
from events.rhythm import Span
from events.schooldays import DayWarning, Why
from events.when import COPENHAGEN

LEAVE_OUT = "leave_out"  # the days ticked in the preview, as 2026-12-24
SEEN = "seen"  # what the preview showed, so that nothing is saved unseen


@dataclass(frozen=True)
class Line:
    """One day of the preview."""

    key: str
    text: str
    warnings: list[str]
    left_out: bool = False


class DatesView(StepView):
    """Give the activity its sessions: a rhythm, a preview, then the rows."""

    template_name = "wagtailadmin/events/dates.html"
    page_title = _("Læg datoer")
    header_icon = "date"
    question = _(
        "Læg mødegange i fast rytme eller på selvvalgte datoer. Du ser dem, før de gemmes. "
        "Mødegange, der findes i forvejen, bliver stående."
    )
    button = _("Gem mødegangene")
    form_class = DatesForm
    leaves_out = True
    lines: Sequence[Line] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where dates can be laid at all."""
        if self.activity.status not in rhythm.TAKES_DATES:
            return self.refuse(None, rhythm.NotNow)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the days; save those that were shown and not ticked to be left out."""
        form: DatesForm = self.get_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        kept = [span for span in form.spans if span.day not in self.left_out]
        if not self._was_seen(form):
            self.lines = self._lines(form.spans)
            return self.show(form)
        if not kept:
            form.add_error(None, _("Du har udeladt alle dage. Lad mindst én stå."))
            self.lines = self._lines(form.spans)
            return self.show(form)
        try:
            added = rhythm.add(self.activity, kept, by=request.user)
        except self.refusals as refusal:
            return self.refuse(form, refusal)
        messages.success(request, self._said(added))
        return redirect(self.next_url())

    @property
    def left_out(self) -> set[date]:
        """The days ticked to be left out; what is no date is passed over."""
        found = set()
        for text in self.request.POST.getlist(LEAVE_OUT):
            try:
                found.add(date.fromisoformat(text))
            except ValueError:
                continue
        return found

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the preview, and how many will be told."""
        people = Registration.objects.filter(activity=self.activity).confirmed()
        return super().get_context_data(
            *args,
            lines=self.lines,
            seen=_fingerprint(kwargs["form"].spans) if self.lines else "",
            leaves_out=self.leaves_out,
            told=people.count() if self.lines else 0,
            **kwargs,
        )

    def _was_seen(self, form: DatesForm) -> bool:
        post = self.request.POST
        return "save" in post and post.get(SEEN, "") == _fingerprint(form.spans)

    def _lines(self, spans: Sequence[Span]) -> list[Line]:
        clashes = rhythm.clashes(self.activity, spans)
        days = [span.day for span in spans]
        warned = _by_day([*schooldays.warnings(days, weekends=True), *clashes])
        out = self.left_out if SEEN in self.request.POST else {c.day for c in clashes}
        return [
            Line(
                key=span.day.isoformat(),
                text=when.session_time(Session(start=span.start, end=span.end)),
                warnings=warned[span.day],
                left_out=span.day in out,
            )
            for span in spans
        ]

    @staticmethod
    def _said(added: rhythm.Added) -> str:
        text = ngettext(
            "%(number)s mødegang er lagt.", "%(number)s mødegange er lagt.", added.sessions
        ) % {"number": added.sessions}
        if not added.mails:
            return text
        return (
            text
            + " "
            + ngettext(
                "%(number)s person får besked.", "%(number)s personer får besked.", added.mails
            )
            % {"number": added.mails}
        )


class DuplicateView(StepView):
    """Copy the activity with its page, without its people, to days of one's choice."""

    template_name = "wagtailadmin/events/dates.html"
    page_title = _("Kopiér")
    question = _(
        "Kopien får samme oplysninger og side som udkast. Ingen tilmeldte kommer med. "
        "Mødegangene beholder deres klokkeslæt."
    )
    button = _("Lav en kopi")
    form_class = CopyForm
    copy: Activity | None = None
    lines: Sequence[Line] = ()

    def get_form(self, data: Any = None) -> CopyForm:
        """Suggest the same weekday four weeks on, and the spaces between as they are."""
        return CopyForm(data, activity=self.activity)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the days when asked to; else copy."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form(request.POST)
        if form.is_valid():
            warned = _by_day(self._warnings(form))
            self.lines = [
                Line(day.isoformat(), str(when.day(day)), warned[day]) for day in form.days
            ]
        return self.show(form)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the preview."""
        return super().get_context_data(*args, lines=self.lines, can_save=True, **kwargs)

    def act(self, form: CopyForm) -> str:
        """Copy, and remember the copy to go there; say what speaks against its days."""
        self.copy, _page = planning.duplicate(
            self.activity,
            by=self.request.user,
            moves=form.moves,
            title=form.cleaned_data["title"],
        )
        warned = _by_day(self._warnings(form))
        if warned:
            days = "; ".join(
                f"{when.day(day)} ({', '.join(texts)})" for day, texts in warned.items()
            )
            text = _("Bemærk: %(days)s. Ret datoen, hvis det er forkert.")
            messages.warning(self.request, text % {"days": days})
        return str(_("Kopien er lavet. Se datoer og tilmeldingsfrister efter."))

    def next_url(self) -> str:
        """Go to the copy, once there is one."""
        return reverse("activity:edit", args=[(self.copy or self.activity).pk])

    @staticmethod
    def _warnings(form: CopyForm) -> list[DayWarning]:
        """Leave weekends out where the original is held on one, too."""
        at_weekends = any(day.weekday() >= schooldays.SATURDAY for day in form.originals)
        return schooldays.warnings(form.days, weekends=not at_weekends)


def _by_day(warnings: Iterable[DayWarning]) -> defaultdict[date, list[str]]:
    """Collect the texts of each day; "weekend" goes without saying where more is said."""
    found: defaultdict[date, list[str]] = defaultdict(list)
    for warning in warnings:
        if warning.why != Why.WEEKEND or not found[warning.day]:
            found[warning.day].append(warning.text)
    return found


def _fingerprint(spans: Iterable[Span]) -> str:
    """Return the sessions as one line of text, to tell whether they are those shown before."""
    return " ".join(
        f"{span.start.astimezone(COPENHAGEN):%Y-%m-%dT%H:%M}/{span.end.astimezone(COPENHAGEN):%H:%M}"
        for span in spans
    )


def dates_url(activity: Activity) -> str:
    """Return the address of the step."""
    return step_url(activity, "dates")


def urlpatterns() -> list[Any]:
    """Return the addresses of the two steps, below the activities."""
    one = "<uuid:activity_pk>/"
    return [
        path(f"{one}datoer/", DatesView.as_view(), name="dates"),
        path(f"{one}kopi/", DuplicateView.as_view(), name="duplicate"),
    ]
