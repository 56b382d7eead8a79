"""System checks of the portal: what must be set before production opens its doors."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

MIN_KEY_LENGTH = 50


@register(Tags.security, deploy=True)
def check_link_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Personal links and identities need a key of their own, as long as SECRET_KEY."""
    key = settings.VINK_LINK_KEY
    if len(key) >= MIN_KEY_LENGTH and key != settings.SECRET_KEY:
        return []
    return [
        Error(
            "VINK_LINK_KEY is missing, short, or the same as SECRET_KEY.",
            hint=f"Set it to at least {MIN_KEY_LENGTH} random characters.",
            id="portal.E001",
        )
    ]


@register(Tags.security, deploy=True)
def check_demo_is_off(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demo log-ins and lax staff sign-in must not reach production."""
    problems: list[CheckMessage] = []
    if settings.VINK_IS_DEMO:
        problems.append(Error("VINK_IS_DEMO is on.", id="portal.E002"))
    if not settings.VINK_STAFF_MFA_REQUIRED:
        problems.append(Error("Staff may sign in without a second factor.", id="portal.E003"))
    return problems


@register(Tags.security, deploy=True)
def check_discreet_host(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Say that discreet activities stay shut until the neutral host and sender are set."""
    if settings.VINK_NEUTRAL_HOST and settings.VINK_NEUTRAL_FROM_EMAIL:
        return []
    return [
        Warning(
            "Discreet activities cannot be opened: no neutral host name and sender.",
            hint="Set VINK_NEUTRAL_HOST and VINK_NEUTRAL_FROM_EMAIL.",
            id="portal.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_sms_gateway(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Telephone numbers and the gateway's key must not travel in clear."""
    if not settings.VINK_SMS_URL or settings.VINK_SMS_URL.startswith("https://"):
        return []
    return [Error("VINK_SMS_URL must begin with https://.", id="portal.E004")]
