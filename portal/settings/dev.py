"""The embedded demo and development: one machine, SQLite, files, no outside services."""

import os

from .base import *  # noqa: F403
from .base import VINK_NEUTRAL_FROM_EMAIL, VINK_NEUTRAL_HOST, env_bool

DEBUG = env_bool("DEBUG", False)
SECRET_KEY = "only-for-the-demo-on-this-machine-never-in-production-0123456789"  # noqa: S105
VINK_LINK_KEY = "only-for-the-demo-links-on-this-machine-never-in-production-01234"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", ".localhost"]
# Names under "localhost" lead to this machine (RFC 6761), so the demo has its second host, too.
VINK_NEUTRAL_HOST = VINK_NEUTRAL_HOST or f"kurser.localhost:{os.environ.get('PORT', '8000')}"
VINK_NEUTRAL_FROM_EMAIL = VINK_NEUTRAL_FROM_EMAIL or "Kurser <kurser@kurser.example>"
VINK_IS_DEMO = True
VINK_STAFF_MFA_REQUIRED = env_bool("VINK_STAFF_MFA_REQUIRED", False)

# Static files straight from the source folders, so the demo needs no collectstatic.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
