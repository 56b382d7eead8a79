"""Gunicorn for the portal. Whatever differs between machines comes from the environment.

No access log at all: addresses of surveys, self-service links and discreet pages are secrets
of the people who hold them. The error log is stripped of the same for the same reason.
"""

import os
import sys
from typing import Any

from gunicorn.glogging import Logger

# What gunicorn reports with a traceback while no request is at hand.
NO_REQUEST = {"Exception in worker process", "Unhandled exception in main loop"}


class SilentAboutPeople(Logger):
    """Gunicorn's log without paths, addresses and headers.

    Gunicorn puts the path of a failed request and the IP of a malformed one into its error
    log. What failed is told by the exception's type; Django reports its own errors itself.
    """

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log the whole of what is no request's doing; of a failed request only its kind."""
        if str(msg) in NO_REQUEST:
            super().exception(msg, *args, **kwargs)
        else:
            kind = sys.exc_info()[0]
            self.error_log.error("A request failed: %s", kind.__name__ if kind else "unknown")

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Leave out the one warning that names the client's address and request line."""
        if str(msg).startswith("Invalid request"):
            self.error_log.warning("A malformed request was refused.")
        else:
            super().warning(msg, *args, **kwargs)

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Say nothing: at this level gunicorn prints the path of each request."""


wsgi_app = "portal.wsgi:application"
bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
# Workers are renewed now and then, not all at once.
max_requests = 5_000
max_requests_jitter = 500
# A worker's heartbeat file must not stall on a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112

logger_class = SilentAboutPeople
accesslog = None
errorlog = "-"
loglevel = "warning"
