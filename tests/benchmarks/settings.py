"""Settings of the benchmarks: the demo's, on a database of their own behind one proxy."""

import os

from portal.settings.dev import *  # noqa: F403

ALLOWED_HOSTS = ["vink.example", "127.0.0.1", "testserver"]
ALLAUTH_TRUSTED_PROXY_COUNT = 1
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
LOGGING_CONFIG = None if os.environ.get("BENCH_QUIET", "1") == "1" else "logging.config.dictConfig"
