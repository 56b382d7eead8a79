"""The form of a meeting's minutes: every point's text, decisions and follow-ups, and answers.

Rows are added without a script: a few empty ones stand below those that there are. Each new row
has a key of its own from the start, so that sending the form twice does not double it.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from events import when
from events.forms_cpr import RefuseCprMixin
from medborgerforum import attendance_of_members, minutes, minutes_comments
from medborgerforum.enums import PointState
from medborgerforum.models import AgendaPoint, Association, FollowUp, Meeting, MinutesComment

EMPTY_ROWS = 2
MOST_ROWS = 40
Choices = list[tuple[str, Any]]


class IntroForm(RefuseCprMixin, forms.Form):
    """What stands above the points."""

    intro = forms.CharField(
        label=_("Indledning"),
        required=False,
        max_length=3000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
    )


class PointForm(RefuseCprMixin, forms.Form):
    """One point's part of the minutes."""

    minutes = forms.CharField(
        label=_("Referat"),
        required=False,
        max_length=10_000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 5}),
    )


class _Row(RefuseCprMixin, forms.Form):
    """A row with a key; without a text it counts for nothing, or is taken off."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def has_changed(self) -> bool:
        """Look past the key, which every empty row has."""
        return bool(set(self.changed_data) - {"id"})


class DecisionRow(_Row):
    """One decision."""

    text = forms.CharField(label=_("Beslutning"), required=False, max_length=500)

    @property
    def draft(self) -> minutes.DecisionDraft:
        """What was written; the row is valid and was used."""
        said = self.cleaned_data
        return minutes.DecisionDraft(said["id"], said["text"])


class FollowUpRow(_Row):
    """One follow-up: what, who, by when."""

    text = forms.CharField(label=_("Hvad skal gøres?"), required=False, max_length=500)
    association = forms.TypedChoiceField(
        label=_("Hvem"), required=False, coerce=UUID, empty_value=None
    )
    due = forms.DateField(label=_("Senest"), required=False, widget=AdminDateInput)

    def __init__(self, *args: Any, who: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["association"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = who

    def clean(self) -> dict[str, Any]:
        """Ask for the day where something is to be done."""
        said = super().clean() or self.cleaned_data
        if said.get("text") and not said.get("due") and "due" not in self.errors:
            self.add_error("due", _("Skriv, hvornår det skal være gjort."))
        return said

    @property
    def draft(self) -> minutes.FollowUpDraft:
        """What was written; the row is valid and was used."""
        said = self.cleaned_data
        return minutes.FollowUpDraft(said["id"], said["text"], said["association"], said["due"])


class AnswerForm(RefuseCprMixin, forms.Form):
    """The answer to one comment."""

    answer = forms.CharField(
        label=_("Svar"),
        required=False,
        max_length=2000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
    )


class _RowSet(forms.BaseFormSet):
    """The rows of one point; each empty one has a key."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Add the key where no row is stored."""
        given = super().get_form_kwargs(index)
        is_stored = index is not None and index < len(self.initial or [])
        return given if is_stored else {**given, "initial": {"id": uuid.uuid4()}}


def _rows(row: type[_Row]) -> Any:
    return forms.formset_factory(
        row, formset=_RowSet, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )


DecisionSet, FollowUpSet = _rows(DecisionRow), _rows(FollowUpRow)


@dataclass(frozen=True)
class Answer:
    """One comment with the form for its answer."""

    comment: MinutesComment
    form: AnswerForm


@dataclass(frozen=True)
class PointForms:
    """One point's part of the form."""

    number: int
    point: AgendaPoint
    form: PointForm
    decisions: Any
    follow_ups: Any
    answers: list[Answer]

    @property
    def draft(self) -> minutes.PointDraft:
        """What was written; everything is valid."""
        return minutes.PointDraft(
            point=self.point.pk,
            minutes=self.form.cleaned_data["minutes"],
            decisions=[row.draft for row in _used(self.decisions)],
            follow_ups=[row.draft for row in _used(self.follow_ups)],
        )


def _used(rows: Any) -> Iterator[Any]:
    """Yield the rows that are stored already or were filled in."""
    for number, row in enumerate(rows.forms):
        if number < rows.initial_form_count() or row.has_changed():
            yield row


class MinutesForms:
    """All forms of one meeting's minutes together; a fixed number of queries."""

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        self.meeting, self.data = meeting, data
        self.intro = IntroForm(data, initial={"intro": meeting.minutes_intro}, prefix="intro")
        self.comments = minutes_comments.comments_on(meeting)
        points = AgendaPoint.objects.filter(meeting=meeting, state=PointState.ON_AGENDA)
        rows = list(points.prefetch_related("decisions", "follow_ups__association"))
        self.who = _who(meeting, rows)
        self.points = [self._point(number, row) for number, row in enumerate(rows, start=1)]
        keys = {row.pk for row in rows}
        # What was said of a point that is no longer on the agenda stands with the whole.
        self.answers = self._answers(lambda comment: comment.point_id not in keys)

    def _point(self, number: int, point: AgendaPoint) -> PointForms:
        name = point.pk.hex
        decided = [{"id": row.pk, "text": row.text} for row in point.decisions.all()]
        promised = [_as_initial(row) for row in point.follow_ups.all()]
        # A point that came on the agenda while the form stood open was not in it.
        data = self.data if self.data and f"decisions-{name}-TOTAL_FORMS" in self.data else None
        return PointForms(
            number=number,
            point=point,
            form=PointForm(data, initial={"minutes": point.minutes}, prefix=f"point-{name}"),
            decisions=DecisionSet(data, initial=decided, prefix=f"decisions-{name}"),
            follow_ups=FollowUpSet(
                data, initial=promised, prefix=f"follow-{name}", form_kwargs={"who": self.who}
            ),
            answers=self._answers(lambda comment: comment.point_id == point.pk),
        )

    def _answers(self, belongs: Any) -> list[Answer]:
        return [
            Answer(
                comment,
                AnswerForm(
                    self.data if self._was_shown(comment) else None,
                    initial={"answer": comment.answer},
                    prefix=_answer_prefix(comment),
                ),
            )
            for comment in self.comments
            if comment.text and belongs(comment)
        ]

    def _was_shown(self, comment: MinutesComment) -> bool:
        """Whether a comment stood in the form that was sent: it may have come since."""
        return bool(self.data) and f"{_answer_prefix(comment)}-answer" in self.data

    @cached_property
    def _all_answers(self) -> list[Answer]:
        return [*self.answers, *(answer for one in self.points for answer in one.answers)]

    def _forms(self) -> Iterator[Any]:
        yield self.intro
        for one in self.points:
            yield from (one.form, one.decisions, one.follow_ups)
        yield from (answer.form for answer in self._all_answers)

    def is_valid(self) -> bool:
        """Check everything that was sent, so that every error is shown at once."""
        checked = [form.is_valid() for form in self._forms() if form.is_bound]
        return all(checked)

    @property
    def draft(self) -> minutes.Draft:
        """What was written; everything is valid."""
        return minutes.Draft(
            intro=self.intro.cleaned_data["intro"],
            points=[one.draft for one in self.points if one.form.is_bound],
            answers=tuple(
                (answer.comment.pk, answer.form.cleaned_data["answer"])
                for answer in self._all_answers
                if answer.form.is_bound
            ),
        )

    @property
    def media(self) -> forms.Media:
        """The scripts and styles of all."""
        return self.intro.media + FollowUpRow(who=[]).media


def _answer_prefix(comment: MinutesComment) -> str:
    return f"answer-{comment.pk.hex}"


def _as_initial(row: FollowUp) -> dict[str, Any]:
    who = str(row.association_id or "")
    return {"id": row.pk, "text": row.text, "association": who, "due": row.due}


def _who(meeting: Meeting, points: list[AgendaPoint]) -> Choices:
    """Return who can be made responsible: VINK, who was there, who has taken something on."""
    there = attendance_of_members.associations_at(meeting)
    named: list[Association] = [
        row.association for p in points for row in p.follow_ups.all() if row.association
    ]
    known = {row.pk: row for row in (*there, *named)}
    ordered = sorted(known.values(), key=lambda row: (row.sort_key, str(row.pk)))
    return [("", "VINK"), *((str(row.pk), row.name) for row in ordered)]


class UntilForm(forms.Form):
    """The last day for comments."""

    until = forms.DateField(
        label=_("Bemærkninger til og med"),
        widget=AdminDateInput,
        error_messages={"required": _("Vælg den sidste dag for bemærkninger.")},
    )

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        day = minutes.last_day(meeting) or when.today(timezone.now())
        suggested = day + timedelta(days=minutes.WINDOW_DAYS)
        super().__init__(data, initial={"until": suggested})


class FollowUpForm(forms.Form):
    """Move the day of a follow-up, and say whether it is done."""

    due = forms.DateField(
        label=_("Senest"),
        widget=AdminDateInput,
        error_messages={"required": _("Skriv, hvornår det skal være gjort.")},
    )
    done = forms.BooleanField(label=_("Gjort"), required=False)
