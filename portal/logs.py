"""Keep personal links out of the logs."""

import logging
import re
from typing import Any

# Self-service, survey, check-in code, day pass, calendar, a team's booker and its shared link,
# certificates, and what parents and relatives open on the neutral host ("a", "d", "s"): what
# follows the first word is the secret. Whatever language stands in front.
_PERSONAL = re.compile(r"(/(?:(?:en|ar|so|ur|tr)/)?(?:t|s|c|d|a|k|b|g|bevis)/)[^\s?\"']+(?:\?\S*)?")


def without_links(text: str) -> str:
    """Return the text with the secret part of every personal link taken out."""
    return _PERSONAL.sub(r"\1…", text)


class PersonalLinkFilter(logging.Filter):
    """Take personal links out of what Django logs about failed requests.

    Django writes the path of every 4xx and 5xx, and of CSRF failures, into its log. The
    request object itself is dropped too: error mails would print it. Of the neutral host
    nothing is told but that something broke there.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place and let it pass, unless it is a refusal over there."""
        request = record.__dict__.pop("request", None)
        # Noted on the record: each handler filters it, and the first has dropped the request.
        if getattr(request, "is_neutral", False) or "is_neutral" in record.__dict__:
            record.__dict__["is_neutral"] = True
            record.msg, record.args = "A neutral page failed.", None
            return record.levelno >= logging.ERROR
        record.msg = without_links(str(record.msg))
        record.args = _redacted(record.args)
        return True


def _redacted(args: Any) -> Any:
    if isinstance(args, tuple):
        return tuple(without_links(a) if isinstance(a, str) else a for a in args)
    return args
