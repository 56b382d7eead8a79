"""The form "Kursus": one course with its teachers, and each session's programme and materials."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.documents.widgets import AdminDocumentChooser

from courses.models import Course, CourseMaterial, CoursePart, CourseTeacher
from events import when
from events.forms_cpr import RefuseCprMixin
from events.models import Activity, Session

MOST_TEACHERS = 20
MOST_MATERIALS = 30  # for one session
# More sessions than this stand folded, each under its day.
UNFOLDED = 2

Lines = AdminAutoHeightTextInput


class CourseForm(RefuseCprMixin, forms.ModelForm):
    """The course itself. ``sessions`` is how many the activity has."""

    class Meta:
        model = Course
        fields = [
            "aims", "aims_en", "hours", "sessions_needed", "gives_certificate",
            "refresh_months", "takes_applications",
        ]  # fmt: skip
        widgets = {"aims": Lines(attrs={"rows": 4}), "aims_en": Lines(attrs={"rows": 4})}

    def __init__(self, *args: Any, sessions: int, **kwargs: Any) -> None:
        self.sessions = sessions
        super().__init__(*args, **kwargs)
        if self.instance.hours is not None:  # "24", not "24.0"
            self.initial["hours"] = f"{self.instance.hours.normalize():f}"

    def clean_sessions_needed(self) -> int | None:
        """Refuse to ask for more sessions than there are."""
        needed = self.cleaned_data["sessions_needed"]
        if needed is not None and needed > self.sessions:
            text = ngettext(
                "Kurset har kun %(number)s mødegang. Skriv et mindre tal, eller lad feltet stå "
                "tomt.",
                "Kurset har kun %(number)s mødegange. Skriv et mindre tal, eller lad feltet stå "
                "tomt.",
                self.sessions,
            )
            raise forms.ValidationError(text % {"number": self.sessions})
        return needed


class TeacherForm(RefuseCprMixin, forms.ModelForm):
    """One teacher."""

    class Meta:
        model = CourseTeacher
        fields = ["name", "title"]
        error_messages = {"name": {"required": _("Skriv underviserens navn, eller fjern rækken.")}}


class PartForm(RefuseCprMixin, forms.ModelForm):
    """The programme of one session."""

    class Meta:
        model = CoursePart
        fields = ["required", "programme", "programme_en"]
        labels = {"required": _("Denne mødegang skal man være med til")}
        help_texts = {"programme": _("Ét punkt på hver linje. Står på kursets side.")}
        widgets = {
            "programme": Lines(attrs={"rows": 3}),
            "programme_en": Lines(attrs={"rows": 3}),
        }


class _KnownDocumentChooser(AdminDocumentChooser):
    """Wagtail's chooser, which does not fetch again the document that is at hand."""

    known: Any = None

    def get_instance(self, value: Any) -> Any:
        """Return the document for a key."""
        if self.known is not None and str(value) == str(self.known.pk):
            return self.known
        return super().get_instance(value)


class MaterialForm(RefuseCprMixin, forms.ModelForm):
    """One document or link."""

    class Meta:
        model = CourseMaterial
        fields = ["title", "title_en", "document", "url", "release"]
        widgets = {"document": _KnownDocumentChooser}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["document"].widget
        chooser.known = self.instance.document if self.instance.document_id else None

    def clean(self) -> dict[str, Any]:
        """Ask for a document or a link, not both; the database would say the same later."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors.keys() & {"document", "url"}:
            return cleaned
        document, url = cleaned.get("document"), cleaned.get("url")
        if document and url:
            self.add_error("url", _("Vælg et dokument, eller skriv et link, ikke begge."))
        elif not document and not url:
            self.add_error("document", _("Vælg et dokument, eller skriv et link."))
        return cleaned


class OrderedFormSet(forms.BaseInlineFormSet):
    """Rows that Wagtail's script adds, moves and removes; ``position`` keeps their order."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Leave deleting and moving to the buttons."""
        super().add_fields(form, index)
        form.fields[forms.formsets.DELETION_FIELD_NAME].widget = forms.HiddenInput()
        form.fields[forms.formsets.ORDERING_FIELD_NAME].widget = forms.HiddenInput()

    @property
    def shown_forms(self) -> list[Any]:
        """The rows in the order in which the editor left them."""
        order = forms.formsets.ORDERING_FIELD_NAME

        def place(form: Any) -> tuple[int, int]:
            said = str(form[order].value() or "")
            return int(said) if said.isdigit() else len(self.forms) + 1, self.forms.index(form)

        return sorted(self.forms, key=place)

    @property
    def script_options(self) -> str:
        """What Wagtail's ``InlinePanel`` script wants to know, as JSON."""
        return json.dumps(
            {
                "formsetPrefix": f"id_{self.prefix}",
                "emptyChildFormPrefix": self.empty_form.prefix,
                "canOrder": True,
                "maxForms": self.max_num,
            }
        )

    def save_in_order(self) -> None:
        """Store what is there, in order, and delete what was taken off; the set is valid."""
        self.save(commit=False)
        for gone in self.deleted_objects:
            gone.delete()
        for position, form in enumerate(self.ordered_forms):
            form.instance.position = position
            form.instance.save()


class MaterialFormSet(OrderedFormSet):
    """The materials of one session, given as ``rows`` so that no session asks for its own."""

    def __init__(self, *args: Any, rows: list[CourseMaterial], **kwargs: Any) -> None:
        self._queryset = rows
        super().__init__(*args, **kwargs)

    def get_queryset(self) -> Any:
        """Return the rows at hand."""
        return self._queryset


class _Row(forms.BaseForm):
    """Mixin, before a form: a row that was only added, and moved, is empty and left out."""

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {forms.formsets.ORDERING_FIELD_NAME})


class TeacherRow(_Row, TeacherForm):
    """A teacher among others."""


class MaterialRow(_Row, MaterialForm):
    """A material among others."""


TeacherFormSet = forms.inlineformset_factory(
    Course, CourseTeacher, form=TeacherRow, formset=OrderedFormSet, extra=0, can_order=True,
    max_num=MOST_TEACHERS, validate_max=True,
)  # fmt: skip
MaterialsFormSet = forms.inlineformset_factory(
    Session, CourseMaterial, form=MaterialRow, formset=MaterialFormSet, extra=0, can_order=True,
    max_num=MOST_MATERIALS, validate_max=True,
)  # fmt: skip


@dataclass(frozen=True)
class SessionForms:
    """One session's part of the form."""

    number: int
    session: Session
    part: PartForm
    materials: Any
    is_folded: bool

    @property
    def heading(self) -> str:
        """Number and day, such as "1. mødegang, 3. dec.": short enough for a phone."""
        text = _("%(number)s. mødegang, %(day)s")
        return str(text) % {"number": self.number, "day": when.short_day(self.session.start)}

    @property
    def when(self) -> str:
        """Day and time in full."""
        return capfirst(when.session_time(self.session))

    def is_valid(self) -> bool:
        """Check both, so that every error is shown at once."""
        return all([self.part.is_valid(), self.materials.is_valid()])

    @property
    def has_errors(self) -> bool:
        """Whether something in here has to be put right."""
        return self.part.is_bound and not self.is_valid()

    def save(self) -> None:
        """Store both; a session about which nothing is said gets no row."""
        if self.part.has_changed():
            self.part.save()
        self.materials.save_in_order()


class CourseSetup:
    """All forms of one course together. ``activity`` need not be a course yet."""

    def __init__(self, activity: Activity, data: Any = None) -> None:
        self.activity = activity
        self.data = data
        found = Course.objects.filter(pk=activity.pk).first()
        self.rows = self._session_rows()
        self.form = CourseForm(
            data,
            instance=found or Course(activity=activity),
            prefix="course",
            sessions=len(self.rows),
        )
        self.teachers: Any = TeacherFormSet(data, instance=self.course, prefix="teachers")
        self.sessions = list(self._sessions())

    @property
    def course(self) -> Course:
        """The course as the form has it."""
        return self.form.instance

    def _session_rows(self) -> list[Session]:
        rows = Session.objects.filter(activity=self.activity).select_related("part")
        return list(rows.order_by("start", "pk"))

    def _sessions(self) -> Iterator[SessionForms]:
        materials: dict[UUID, list[CourseMaterial]] = {}
        found = CourseMaterial.objects.filter(session__in=self.rows).select_related("document")
        for row in found:
            materials.setdefault(row.session_id, []).append(row)
        for number, session in enumerate(self.rows, start=1):
            prefix = f"materials-{session.pk.hex}"
            # A session that was added while the form stood open was not in it.
            data = self.data if self.data and f"{prefix}-TOTAL_FORMS" in self.data else None
            part = getattr(session, "part", None) or CoursePart(session=session)
            rows = materials.get(session.pk, [])
            yield SessionForms(
                number=number,
                session=session,
                part=PartForm(data, instance=part, prefix=f"part-{session.pk.hex}"),
                materials=MaterialsFormSet(data, instance=session, prefix=prefix, rows=rows),
                is_folded=len(self.rows) > UNFOLDED,
            )

    @cached_property
    def posted(self) -> list[SessionForms]:
        """The sessions that stood in the form when it was opened."""
        return [one for one in self.sessions if one.part.is_bound]

    def is_valid(self) -> bool:
        """Check everything, so that every error is shown at once."""
        own = [self.form.is_valid(), self.teachers.is_valid()]
        valid = all([*own, *[one.is_valid() for one in self.posted]])
        if valid and (problem := self._too_many_required()):
            self.form.add_error("sessions_needed", problem)
            valid = False
        return valid

    def _too_many_required(self) -> str:
        """Return what is wrong when more sessions are required than are needed; else ""."""
        needed = self.form.cleaned_data["sessions_needed"]
        required = sum(one.part.instance.required for one in self.sessions)
        if needed is None or required <= needed:
            return ""
        text = _(
            "%(number)s mødegange er sat til, at man skal være med. Skriv mindst %(number)s, "
            "eller tag nogle af mærkerne væk."
        )
        return str(text) % {"number": required}

    def write(self) -> None:
        """Store everything; it is valid. Inside the transaction of ``courses.set_up.save``."""
        self.form.save()
        self.teachers.save_in_order()
        for one in self.posted:
            one.save()

    @property
    def media(self) -> forms.Media:
        """The scripts and styles of all."""
        empty = MaterialRow()
        return self.form.media + self.teachers.media + PartForm().media + empty.media
