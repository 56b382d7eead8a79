"""Settings of the test suite: SQLite file by default, ``DATABASE_URL`` for PostgreSQL."""

import os

from .base import *  # noqa: F403
from .base import CACHES, VAR_DIR, database_from_env

SECRET_KEY = "test-secret-key-that-is-long-enough-for-the-checks-0123456789"  # noqa: S105
VINK_LINK_KEY = "test-link-key-that-is-long-enough-for-the-checks-0123456789"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
VINK_STAFF_MFA_REQUIRED = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_suffix = os.environ.get("TEST_DB_SUFFIX", "")
DATABASES = {"default": database_from_env(f"sqlite:///{VAR_DIR / 'test.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: several processes look at it in the concurrency tests.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test{_suffix}.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_vink{_suffix}"}

CACHES = {**CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
if os.environ.get("TEST_SMTP_PORT"):  # a process of a test that is to send real messages
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["TEST_SMTP_PORT"])},
        }
    }
WAGTAILADMIN_BASE_URL = VINK_BASE_URL = "http://testserver"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR_DIR / "test-media"
