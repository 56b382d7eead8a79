"""Papers for the day: a page that offers them, and long ones made in the background."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from events import jobs, papers, when
from events.admin_views.buttons import step_url
from events.admin_views.closed import RunActivityMixin
from events.admin_views.participants import ActivityPageMixin
from events.models import Activity, DocumentJob, Session

LANGUAGES = {"da": _("Dansk"), "en": _("Engelsk")}
SESSION, LANGUAGE = "moedegang", "sprog"


@dataclass(frozen=True)
class Offer:
    """One paper on the page: what it is, about what, and where to get it."""

    title: Any
    about: str
    url: str
    takes_long: bool
    choices: list[dict[str, Any]]


class PapersView(ActivityPageMixin, View):
    """Every paper that this activity may have, in Danish and English."""

    page_title = _("Papir")
    header_icon = "doc-full"
    template_name = "wagtailadmin/events/papers.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Offer them. Raises Http404 where the activity may have none: it is discreet."""
        if not self.offers:
            raise Http404
        context = self.get_context_data(offers=self.offers, activity=self.activity, view=self)
        return TemplateResponse(request, self.template_name, context)

    @cached_property
    def offers(self) -> list[Offer]:
        """One for each paper, or for each of its sessions."""
        sessions = list(self.activity.sessions.all())
        return [
            self.offer(kind, session)
            for kind, paper in papers.papers_for(self.activity).items()
            for session in (sessions if paper.per_session else [None])
        ]

    def offer(self, kind: str, session: Session | None) -> Offer:
        """Describe one."""
        about = ""
        if session:
            about = " · ".join(filter(None, [session.title, when.session_time(session)]))
        return Offer(
            title=papers.PAPERS[kind].title,
            about=about,
            url=reverse("activity:paper", args=[self.activity.pk, kind]),
            takes_long=jobs.takes_long(kind, self.activity),
            choices=[
                {"language": code, "label": label, "session": session.pk if session else ""}
                for code, label in LANGUAGES.items()
            ],
        )


class PaperView(RunActivityMixin, View):
    """One paper: handed out at once, or by POST asked for in the background."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out; a long one is not begun by looking."""
        return hand_out(request, self.activity, kwargs["kind"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have it made, and show how far it is."""
        kind = _known(self.activity, kwargs["kind"])
        job = jobs.ask(
            kind,
            self.activity,
            by=request.user,
            session=_session(self.activity, kind, request.POST.get(SESSION)),
            language=_language(request.POST.get(LANGUAGE)),
        )
        return redirect("activity:paper_job", self.activity.pk, job.pk)


class PaperJobView(ActivityPageMixin, View):
    """How far a document is; when it is ready, the way to it."""

    page_title = _("Papir")
    header_icon = "doc-full"
    template_name = "wagtailadmin/events/paper_job.html"

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the papers."""
        return [{"url": step_url(self.activity, "papers"), "label": _("Papir")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        job = _own_job(request, self.activity, kwargs["job_pk"])
        context = self.get_context_data(
            job=job,
            paper_title=papers.PAPERS[job.kind].title,
            file_url=reverse("activity:paper_file", args=[self.activity.pk, job.pk]),
            back_url=step_url(self.activity, "papers"),
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)


class PaperFileView(RunActivityMixin, View):
    """The document, for the one who asked for it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out while it is kept."""
        job = _own_job(request, self.activity, kwargs["job_pk"])
        if job.state != DocumentJob.State.DONE or job.file is None:
            raise Http404
        return private_pdf(bytes(job.file), job.filename)


def hand_out(request: HttpRequest, activity: Activity, kind: str) -> HttpResponse:
    """Return a paper as PDF, or send to the page where a long one can be asked for.

    Raises Http404 for one that the activity may not have.
    """
    kind = _known(activity, kind)
    session = _session(activity, kind, request.GET.get(SESSION))
    if jobs.takes_long(kind, activity):
        return redirect(step_url(activity, "papers"))
    with translation.override(_language(request.GET.get(LANGUAGE))):
        document = papers.make(kind, activity, user=request.user, session=session)
    return private_pdf(document, papers.PAPERS[kind].filename)


def private_pdf(document: bytes, name: str) -> HttpResponse:
    """Return a PDF that no cache keeps."""
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _known(activity: Activity, kind: str) -> str:
    if kind not in papers.papers_for(activity):
        raise Http404
    return kind


def _session(activity: Activity, kind: str, key: str | None) -> Session | None:
    if not papers.PAPERS[kind].per_session:
        return None
    session = next((s for s in activity.sessions.all() if str(s.pk) == key), None)
    if session is None:
        raise Http404
    return session


def _language(code: str | None) -> str:
    return code if code in LANGUAGES else (translation.get_language() or "da")


def _own_job(request: HttpRequest, activity: Activity, pk: UUID) -> DocumentJob:
    job = jobs.own(request.user, activity, pk)
    if job is None:
        raise Http404
    return job


def urlpatterns() -> list:
    """Return the addresses, below one activity's."""
    one = "<uuid:activity_pk>/papir/"
    job = f"{one}<uuid:job_pk>/"
    return [
        path(one, PapersView.as_view(), name="papers"),
        path(f"{one}<slug:kind>.pdf", PaperView.as_view(), name="paper"),
        path(job, PaperJobView.as_view(), name="paper_job"),
        path(f"{job}fil/", PaperFileView.as_view(), name="paper_file"),
    ]
