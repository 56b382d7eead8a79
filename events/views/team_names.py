"""Write, paste or upload the names of a team."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from events import holds, ratelimit
from events.forms.team_names import NamesForm
from events.forms.teams import PasteForm, UploadForm
from events.registration import RegistrationRefused
from events.teams import names, sheets
from events.teams.lists import Reading
from events.views.team_desk import Desk, by_booking_link
from events.views.teams import GET_OR_POST

ONLY_RIGHT = "only-right"  # name of the button that leaves the wrong rows out


@GET_OR_POST
@by_booking_link
def team_names(desk: Desk) -> HttpResponse:
    """Write names row by row, or send those that a list was read into."""
    if desk.request.method != "POST":
        return desk.page("names", names=NamesForm.empty(desk.booking, _rows(desk)))
    form = NamesForm.sent(desk.booking, desk.request.POST)
    only_right = ONLY_RIGHT in desk.request.POST
    if not (form.is_right_without_wrong_rows() if only_right else form.is_valid()):
        return desk.page("names", names=form)
    people = form.people()
    if not people:
        form.head.add_error(None, _("Skriv mindst ét navn."))
        return desk.page("names", names=form)
    address = ratelimit.client_address(desk.request)
    if not (
        ratelimit.TEAM_NAMES.allows(desk.booking.pk)
        and ratelimit.TEAM_PEOPLE.allows(address, weight=len(people))
    ):
        form.head.add_error(None, _("Der er sendt mange gange. Vent lidt, og prøv igen."))
        return desk.page("names", names=form)
    return _put(desk, form, only_right=only_right)


def _put(desk: Desk, form: NamesForm, *, only_right: bool) -> HttpResponse:
    try:
        outcome = names.put(desk.booking, form.people(), only_right=only_right)
    except RegistrationRefused as refusal:
        form.head.add_error(None, str(refusal.message))
        return desk.page("names", names=form)
    if outcome.has_strangers and not _may_be_told(desk):
        form.head.add_error(None, _("Der er sendt mange gange. Vent lidt, og prøv igen."))
        return desk.page("names", names=form)
    if outcome.refused and not only_right:
        _mark(form, outcome)
        return desk.page("names", names=form)
    messages.success(desk.request, names.summary(outcome))
    return redirect(desk.url("team"))


def _may_be_told(desk: Desk) -> bool:
    return ratelimit.TEAM_KNOWN.allows(ratelimit.client_address(desk.request))


def _mark(form: NamesForm, outcome: names.Outcome) -> None:
    """Put what the rules refuse on the rows it is about."""
    rows = form.wanted  # before the messages change what is wanted
    for place, message in outcome.refused.items():
        form.refuse(rows[place] if place < len(rows) else len(form.rows.forms), message)


def _rows(desk: Desk) -> int:
    return len(desk.team.unnamed) or 1


class _SmallFilesInMemory(MemoryFileUploadHandler):
    """Keep an upload in memory, and give up on one that is too big while it comes in.

    Django's own would write a large one to a temporary file.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > sheets.BYTES_AT_MOST:
            setattr(self.request, "is_too_big", True)  # noqa: B010 - no attribute of Django's
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


@csrf_exempt  # upload handlers are set before anything reads the request; see below
@GET_OR_POST
def team_list(request: HttpRequest, **link: Any) -> HttpResponse:
    """Paste lines or upload a sheet; then every row is shown with what is wrong with it."""
    request.upload_handlers = [_SmallFilesInMemory(request)]
    return _team_list(request, **link)


@csrf_protect
@by_booking_link
def _team_list(desk: Desk) -> HttpResponse:
    request = desk.request
    is_upload = request.method == "POST" and "upload" in request.POST
    if is_upload and not desk.is_mailed:
        return redirect(desk.url("team"))
    paste = PasteForm(request.POST if request.method == "POST" and not is_upload else None)
    upload = UploadForm(
        request.POST if is_upload else None,
        request.FILES if is_upload else None,
        is_too_big=getattr(request, "is_too_big", False),
    )
    form: PasteForm | UploadForm = upload if is_upload else paste
    if form.is_bound and form.is_valid():
        return _preview(desk, form.reading)
    return desk.page("list", paste=paste, upload=upload)


def _preview(desk: Desk, reading: Reading) -> HttpResponse:
    room = max(1, holds.TEAM_LIMIT - len(desk.team.named))
    lines = reading.lines[:room]
    form = NamesForm.preview(desk.booking, lines)
    outcome = names.look_at(desk.booking, form.people())
    if not outcome.has_strangers or _may_be_told(desk):
        _mark(form, outcome)
    return desk.page(
        "names",
        names=form,
        is_preview=True,
        left_out=len(reading.lines) - len(lines) + reading.left_out,
        overflow=max(0, len(form.wanted) - len(desk.team.unnamed)),
    )
