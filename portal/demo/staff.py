"""Accounts to look around with: one for each role, and one participant."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from portal.accounts.models import User
from portal.accounts.roles import set_up_roles

PASSWORD = "sammen-om-de-unge"  # noqa: S105 - printed for everyone to see; the demo only


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the demo; no role means a participant."""

    email: str
    first_name: str
    last_name: str
    role: str = ""


TEACHER = Account("laerer@skole.example", "Maja", "Østergaard")
ACCOUNTS = (
    Account("redaktoer@vink.example", "Rikke", "Damsgaard", "Redaktør"),
    Account("arrangoer@vink.example", "Asger", "Holst", "Arrangør"),
    Account("kursusleder@vink.example", "Samira", "Khalil", "Kursusleder"),
    # Two hold the right to see discreet courses: one may be ill, or stop.
    Account("kursusleder2@vink.example", "Henrik", "Lauritsen", "Kursusleder"),
    Account("forumkoordinator@vink.example", "Piotr", "Kowalczyk", "Forumkoordinator"),
    Account("analytiker@vink.example", "Anne", "Nørholm", "Analytiker"),
    Account("administrator@vink.example", "Åse", "Winther", "Administrator"),
    TEACHER,
)


def load_staff() -> None:
    """Set up the roles and the accounts, all with the one demo password."""
    set_up_roles()
    groups = {group.name: group for group in Group.objects.all()}
    # Hashed once: seven slow hashes of the same word would be most of the loading time.
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        user, created = User.objects.get_or_create(
            email=account.email,
            defaults={
                "first_name": account.first_name,
                "last_name": account.last_name,
                "is_staff": bool(account.role),
                "password": password,
            },
        )
        if not created:
            continue
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if account.role:
            user.groups.add(groups[account.role])


def editor() -> User:
    """Return the editor, in whose name the pages are written."""
    return User.objects.get(email=ACCOUNTS[0].email)


def organiser() -> User:
    """Return the organiser, in whose name the activities are run."""
    return User.objects.get(email=ACCOUNTS[1].email)


def login_table() -> str:
    """Return the accounts and the password as a table for the terminal."""
    rows = [(account.role or "Deltager", account.email) for account in ACCOUNTS]
    width = max(len(role) for role, _email in rows)
    lines = [f"  {role:<{width}}  {email}" for role, email in rows]
    return "\n".join(
        [
            "Log ind på /admin/ (medarbejdere) eller /konto/login/ (deltager).",
            f"Fælles adgangskode i demoen / one password for all: {PASSWORD}",
            *lines,
        ]
    )
