"""The minutes of a meeting: written on one page, sent for comments, published."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from events import when
from events.admin_views.participants import ActivityPageMixin
from events.admin_views.steps import StepView
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity
from events.permissions import Viewer
from medborgerforum import attendance_of_members, minutes, minutes_comments, minutes_papers
from medborgerforum.admin_forms.minutes import MinutesForms, UntilForm
from medborgerforum.admin_views import follow_ups
from medborgerforum.enums import MinutesState
from medborgerforum.models import Meeting
from medborgerforum.permissions import ForumStaffOnly

NAMESPACE = "forum_admin"


def minutes_url(name: str, activity: Activity) -> str:
    """Return the address of one of the pages about a meeting's minutes."""
    return reverse(f"{NAMESPACE}:{name}", args=[activity.pk])


def buttons(activity: Activity, user: Viewer) -> Iterator[Button]:
    """Yield the way to the minutes of a meeting that was held. No query."""
    if activity.kind == ActivityKind.FORUMMOEDE and activity.status == ActivityStatus.HELD:
        yield Button(
            _("Referat"), minutes_url("minutes", activity), icon_name="doc-full", priority=41
        )


class MinutesPageMixin(ForumStaffOnly, ActivityPageMixin):
    """What the pages share: only of a meeting of the forum, for those who run it."""

    header_icon = "doc-full"
    page_title: Any = gettext_lazy("Referat")
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse first, then look whether it is a meeting at all."""
        super().setup(request, *args, **kwargs)
        if self.activity.kind != ActivityKind.FORUMMOEDE:
            raise Http404

    @cached_property
    def meeting(self) -> Meeting:
        """What the forum keeps of the meeting; made on a first look."""
        meeting, _made = Meeting.objects.get_or_create(activity=self.activity)
        meeting.activity = self.activity
        return meeting


class MinutesView(MinutesPageMixin, View):
    """Texts, decisions, follow-ups and answers of all points on one form, and the next step."""

    template_name = "wagtailadmin/medborgerforum/minutes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or the minutes once they are published."""
        return self.show(MinutesForms(self.meeting))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save all of it, or show what is to be put right with everything as it was typed."""
        forms = MinutesForms(self.meeting, request.POST)
        if not forms.is_valid():
            return self.refused(forms, _("Referatet er ikke gemt. Ret det, der er markeret."))
        try:
            minutes.save(self.meeting, forms.draft, by=request.user)
        except minutes.MinutesRefused as refusal:
            return self.refused(forms, str(refusal.message))
        messages.success(request, _("Referatet er gemt."))
        return redirect(minutes_url("minutes", self.activity))

    def refused(self, forms: MinutesForms, why: str) -> HttpResponse:
        """Show the form again."""
        messages.error(self.request, why)
        return self.show(forms)

    def show(self, forms: MinutesForms) -> HttpResponse:
        """Render the page."""
        meeting = self.meeting
        day = minutes.last_day(meeting)
        obstacle = minutes.obstacle(meeting)
        context = self.get_context_data(
            view=self,
            forms=forms,
            media=forms.media,
            activity=self.activity,
            meeting=meeting,
            state=_state(meeting, is_written=not isinstance(obstacle, minutes.NothingWritten)),
            is_held=self.activity.status == ActivityStatus.HELD,
            is_published=meeting.minutes_state == MinutesState.PUBLISHED,
            is_out=meeting.minutes_state == MinutesState.COMMENTS,
            content=minutes_papers.content(meeting),
            people=attendance_of_members.people_at(meeting),
            progress=minutes_comments.progress(meeting, forms.comments),
            until=when.day(day) if day else "",
            is_open=minutes.window_is_open(meeting),
            obstacle=str(obstacle.message) if obstacle else "",
            urls={name: minutes_url(name, self.activity) for name in STEPS},
            follow_ups_url=reverse(f"{NAMESPACE}:follow_ups"),
        )
        return TemplateResponse(self.request, self.template_name, context)


def _state(meeting: Meeting, *, is_written: bool) -> str:
    """Say where the minutes stand: what is written and not sent yet is a draft."""
    if meeting.minutes_state == MinutesState.NONE and is_written:
        return _("Udkast")
    return meeting.get_minutes_state_display()


class MinutesStep(MinutesPageMixin, StepView):
    """A step: asks on GET, acts on POST, and goes back to the minutes."""

    refusals = (minutes.MinutesRefused, attendance_of_members.RecordRefused)

    def next_url(self) -> str:
        """Go back to the minutes."""
        return minutes_url("minutes", self.activity)

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the minutes."""
        return [{"url": self.next_url(), "label": _("Referat")}]


class UntilStep(MinutesStep):
    """A step that asks for the last day for comments."""

    def get_form(self, data: Any = None) -> UntilForm:
        """Suggest ten days from now, or from the day that there is."""
        return UntilForm(data, meeting=self.meeting)

    def refuse(self, form: Any, refusal: Any) -> HttpResponse:
        """Say on the form what is wrong with the day."""
        form.add_error("until", str(refusal.message))
        return self.show(form)


class SendView(UntilStep):
    """Ask those who were there."""

    page_title = gettext_lazy("Send til bemærkninger")
    question = gettext_lazy(
        "De foreninger, der var med, får en mail med link til udkastet. Fristen kan senere "
        "forlænges, men ikke forkortes."
    )
    button = gettext_lazy("Send til bemærkninger")

    def act(self, form: Any) -> str:
        """Send."""
        minutes.send_for_comments(self.meeting, form.cleaned_data["until"], by=self.request.user)
        return _("Referatet er sendt til bemærkninger.")


class ExtendView(UntilStep):
    """Give more time."""

    page_title = gettext_lazy("Forlæng fristen")
    question = gettext_lazy("Foreningerne ser den nye frist på deres side. Der sendes ingen mail.")
    button = gettext_lazy("Forlæng fristen")

    def act(self, form: Any) -> str:
        """Extend."""
        minutes.extend(self.meeting, form.cleaned_data["until"], by=self.request.user)
        return _("Fristen er forlænget.")


class PublishView(MinutesStep):
    """Publish for good."""

    page_title = gettext_lazy("Offentliggør referatet")
    question = gettext_lazy(
        "Alle medlemmer kan læse referatet og finde det i arkivet. Teksten kan ikke ændres "
        "bagefter; opfølgninger kan stadig meldes gjort."
    )
    button = gettext_lazy("Offentliggør")

    def act(self, form: Any) -> str:
        """Publish."""
        minutes.publish(self.meeting, by=self.request.user)
        return _("Referatet er offentliggjort for medlemmerne.")


class RecordView(MinutesStep):
    """Count again who came."""

    page_title = gettext_lazy("Gør fremmødet op igen")
    question = gettext_lazy(
        "Brug det, når et kryds på fremmødelisten er rettet, efter at mødet blev afsluttet. Kun "
        "foreninger, der var med, kan se udkastet og skrive bemærkninger."
    )
    button = gettext_lazy("Gør op igen")

    def act(self, form: Any) -> str:
        """Count."""
        if self.activity.status != ActivityStatus.HELD:
            raise minutes.MeetingNotHeld
        attendance_of_members.record(self.activity)
        return _("Fremmødet er gjort op igen.")


class MinutesPdfView(MinutesPageMixin, View):
    """The minutes on paper; a draft says that it is one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the PDF."""
        document = minutes_papers.minutes_pdf(self.meeting)
        response = HttpResponse(document, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="referat.pdf"'
        return response


STEPS = {
    "minutes": ("", MinutesView),
    "minutes_send": ("send/", SendView),
    "minutes_extend": ("forlaeng/", ExtendView),
    "minutes_publish": ("offentliggoer/", PublishView),
    "minutes_attendance": ("fremmoede/", RecordView),
    "minutes_pdf": ("pdf/", MinutesPdfView),
}


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    meeting = "moeder/<uuid:activity_pk>/referat/"
    return [
        *(
            path(f"{meeting}{end}", view.as_view(), name=name)
            for name, (end, view) in STEPS.items()
        ),
        *follow_ups.urlpatterns(),
    ]
