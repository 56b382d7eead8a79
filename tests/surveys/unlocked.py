"""The negative control: answering by read-then-write. Never used by the portal."""

import time
from uuid import UUID

from events.models import SurveyInvitation, SurveyResponse


def submit_without_lock(invitation_id: UUID) -> str:
    """Insert a response if the link looks unspent, and only then spend it."""
    invitation = SurveyInvitation.objects.get(pk=invitation_id)
    if invitation.spent:
        return "refused"
    time.sleep(1)  # long enough for the others to have read too, on a busy machine as well
    SurveyResponse.objects.create(survey_id=invitation.survey_id)
    SurveyInvitation.objects.filter(pk=invitation_id).update(spent=True)
    return "answered"
