"""Keep personal links out of the logs."""

import logging
import re
from typing import Any

# Self-service, survey, check-in code, day pass, calendar, a team's booker and its shared link:
# what follows the first letter is the secret.
_PERSONAL = re.compile(r"(/(?:en/)?(?:t|s|c|d|k|b|g)/)[^\s?\"']+(?:\?\S*)?")


def without_links(text: str) -> str:
    """Return the text with the secret part of every personal link taken out."""
    return _PERSONAL.sub(r"\1…", text)


class PersonalLinkFilter(logging.Filter):
    """Take personal links out of what Django logs about failed requests.

    Django writes the path of every 4xx and 5xx, and of CSRF failures, into its log. The
    request object itself is dropped too: error mails would print it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place and let it pass."""
        record.msg = without_links(str(record.msg))
        record.args = _redacted(record.args)
        record.__dict__.pop("request", None)
        return True


def _redacted(args: Any) -> Any:
    if isinstance(args, tuple):
        return tuple(without_links(a) if isinstance(a, str) else a for a in args)
    return args
