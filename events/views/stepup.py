"""The puzzle that a browser solves where a rate limit is passed: see ``events.stepup``."""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import ratelimit, stepup


@never_cache
@require_safe
def step_up_puzzle(request: HttpRequest) -> JsonResponse:
    """Hand out a new puzzle; whoever fetches many gets none, and asks for a code instead."""
    if not stepup.PUZZLES.allows(ratelimit.client_address(request)):
        return JsonResponse({}, status=HTTPStatus.TOO_MANY_REQUESTS)
    return JsonResponse(stepup.puzzle())


urlpatterns = [path("stepup/udfordring/", step_up_puzzle, name="step_up_puzzle")]
