"""Settings shared by every environment; what differs comes from the environment."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.conf.locale import LANG_INFO
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("VINK_VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def env_bool(name: str, default: bool) -> bool:
    """Read a yes/no setting from the environment ("1", "true", "yes" mean yes)."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


# --- Applications -----------------------------------------------------------------------
INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.accounts",
    "portal.knowledge",
    "portal.catalogue",
    "portal.targets",
    "portal.privacy",
    "courses",
    "medborgerforum",
    "events",
    "wagtail_localize",
    "wagtail_localize.locales",  # replaces wagtail.locales
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.postgres",  # Wagtail's search index on PostgreSQL; idle on SQLite
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.csp.ContentSecurityPolicyMiddleware",
    "portal.hosts.NeutralHostMiddleware",  # before the language: it chooses the addresses
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.hosts.MainLanguagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.StaffMfaMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.hosts.PortalRedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ASGI_APPLICATION = "portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site_chrome",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database ---------------------------------------------------------------------------
# SQLite is the embedded default: writers queue (IMMEDIATE takes the write lock at BEGIN, so
# a transaction never has to upgrade a read lock and fail), readers go on meanwhile (WAL).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database_from_env(default: str) -> dict[str, Any]:
    """Return Django's database dictionary for ``DATABASE_URL`` or the default URL."""
    config: dict[str, Any] = dict(dj_database_url.parse(os.environ.get("DATABASE_URL") or default))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**config.get("OPTIONS", {}), **SQLITE_OPTIONS}
    else:
        config["CONN_HEALTH_CHECKS"] = True
    config["ATOMIC_REQUESTS"] = False
    return config


DATABASES = {"default": database_from_env(f"sqlite:///{VAR_DIR / 'vink.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, tasks, mail -----------------------------------------------------------------
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES: dict[str, dict[str, object]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
MAILERS: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
    }
}
DEFAULT_FROM_EMAIL = os.environ.get("VINK_FROM_EMAIL", "VINK <vink@vink.example>")

# --- Users and sign-in ------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "events:my_registrations"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # participants need no password: a code is mailed
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
# Staff have a password: without this the sign-in form would have no field for it.
ACCOUNT_FORMS = {"login": "portal.accounts.forms.LoginForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "VINK"
# Staff must have a second factor; the demo switches this off so that one can look around.
VINK_STAFF_MFA_REQUIRED = env_bool("VINK_STAFF_MFA_REQUIRED", True)
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
if os.environ.get("OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "kommune",
                "name": os.environ.get("OIDC_NAME", "Københavns Kommune"),
                "client_id": os.environ["OIDC_CLIENT_ID"],
                "secret": os.environ["OIDC_CLIENT_SECRET"],
                "settings": {"server_url": os.environ["OIDC_SERVER_URL"]},
            }
        ]
    }

# --- Languages and time -----------------------------------------------------------------
LANGUAGE_CODE = "da"
# Django knows no Somali. It is written from left to right in Latin letters.
LANG_INFO.setdefault(
    "so", {"bidi": False, "code": "so", "name": "Somali", "name_local": "Soomaali"}
)
WAGTAIL_CONTENT_LANGUAGES = [("da", _("Dansk")), ("en", _("Engelsk"))]
# The portal itself is in the first two; whatever parents and relatives meet is in all six.
LANGUAGES = [
    *WAGTAIL_CONTENT_LANGUAGES,
    ("ar", _("Arabisk")),
    ("so", _("Somali")),
    ("ur", _("Urdu")),
    ("tr", _("Tyrkisk")),
]
WAGTAIL_I18N_ENABLED = True
# The second holds what members of the medborgerforum read in four more languages. It is apart,
# because a check of what parents read holds for exactly the sentences in the first.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_forum"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"
FIRST_DAY_OF_WEEK = 1
FORMAT_MODULE_PATH = "portal.formats"  # British English dates; the Danish clock: 9.30

# --- Files ------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Wagtail ----------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "VINK"
WAGTAILADMIN_BASE_URL = os.environ.get("VINK_BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "/konto/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/login/"
WAGTAILADMIN_PERMITTED_LANGUAGES = WAGTAIL_CONTENT_LANGUAGES
# As people write a date: the field turns anything else that is typed into today.
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAIL_USER_TIME_ZONES = ["Europe/Copenhagen"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # allauth does it
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # allauth does it, and asks the new address first
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "wagtail.search.backends.database",
        "SEARCH_CONFIG": "danish",
    }
}
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "pptx", "xlsx", "csv", "txt"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Security ---------------------------------------------------------------------------
SECRET_KEY = os.environ.get("SECRET_KEY", "")
# Key of the personal links and identity hashes; apart from SECRET_KEY so that either can
# be changed without the other.
VINK_LINK_KEY = os.environ.get("VINK_LINK_KEY", "")
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h]
# Discreet activities need a second, neutral host and sender; unset means they stay shut.
# The host is as browsers say it, with the port where that is not the usual one.
VINK_NEUTRAL_HOST = os.environ.get("VINK_NEUTRAL_HOST", "")
VINK_NEUTRAL_FROM_EMAIL = os.environ.get("VINK_NEUTRAL_FROM_EMAIL", "")
VINK_NEUTRAL_URLCONF = "portal.urls_neutral"
# Whom parents and relatives ring, and where the quick exit leads: a page of no meaning.
VINK_NEUTRAL_PHONE = os.environ.get("VINK_NEUTRAL_PHONE", "00 00 00 04")
VINK_NEUTRAL_SMS_FROM = os.environ.get("VINK_NEUTRAL_SMS_FROM", "Aftale")  # 11 letters at most
VINK_NEUTRAL_EXIT = os.environ.get("VINK_NEUTRAL_EXIT", "https://www.dmi.dk/")
if VINK_NEUTRAL_HOST:
    ALLOWED_HOSTS.append(VINK_NEUTRAL_HOST.partition(":")[0])
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"  # personal links must not leak to other sites
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview and userbar frame pages of this site
# W019 asks for DENY, which would take the preview from the editors; see X_FRAME_OPTIONS.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
# Public pages: nothing inline, nothing from elsewhere. No nonce, so pages stay cacheable.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "worker-src": [CSP.SELF],  # keeps the day's list for when there is no connection
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
# Wagtail's admin builds inline scripts and styles; it gets its own, looser policy.
ADMIN_CSP = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
}

# --- The portal's own -------------------------------------------------------------------
VINK_BASE_URL = WAGTAILADMIN_BASE_URL
VINK_HOTLINE_NAME = os.environ.get("VINK_HOTLINE_NAME", "VINKs hotline")
VINK_HOTLINE_PHONE = os.environ.get("VINK_HOTLINE_PHONE", "00 00 00 01")
VINK_NATIONAL_HOTLINE_PHONE = os.environ.get("VINK_NATIONAL_HOTLINE_PHONE", "00 00 00 02")
VINK_CONTACT_EMAIL = os.environ.get("VINK_CONTACT_EMAIL", "vink@vink.example")
VINK_CONTACT_PHONE = os.environ.get("VINK_CONTACT_PHONE", "00 00 00 03")
# A mailbox (Maildir) into which the mail server puts what comes back; unset: `note_bounce`.
VINK_BOUNCE_MAILDIR = os.environ.get("VINK_BOUNCE_MAILDIR", "")
# Text messages to people without e-mail; unset means that staff ring them.
VINK_SMS_URL = os.environ.get("VINK_SMS_URL", "")
VINK_SMS_TOKEN = os.environ.get("VINK_SMS_TOKEN", "")
VINK_SMS_FROM = os.environ.get("VINK_SMS_FROM", "VINK")
VINK_RETENTION_DAYS = 365  # staff events: twelve months after the last session
VINK_SURVEY_OPEN_DAYS = 14
VINK_IS_DEMO = env_bool("VINK_IS_DEMO", False)

# Logs say what happened, never to whom.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"personal_links": {"()": "portal.logs.PersonalLinkFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["personal_links"],
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
