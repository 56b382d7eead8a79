"""Signing in and the account, in the frame of the site."""

import re

import pytest
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from tests.factories import UserFactory
from tests.knowledge.small_site import make_site

pytestmark = pytest.mark.django_db

ANONYMOUS = ["/konto/login/", "/konto/signup/", "/konto/login/code/", "/konto/password/reset/"]
SIGNED_IN = [
    "/konto/email/",
    "/konto/logout/",
    "/konto/2fa/",
    "/konto/2fa/totp/activate/",
    "/konto/2fa/webauthn/",
    "/konto/2fa/webauthn/add/",
    "/konto/2fa/recovery-codes/generate/",
    "/konto/password/change/",
]


def looks_like_the_site(html: str) -> None:
    assert 'class="vk-header"' in html
    assert html.count("<h1") == 1
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=", html)
    for script in re.findall(r"<script\b[^>]*>", html):
        assert " src=" in script or "application/json" in script, script


def with_address(user: User) -> User:
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def signed_in(client: Client) -> Client:
    """Return a client that has signed in and said its password again, as 2FA pages ask."""
    make_site()
    user = with_address(UserFactory())
    user.set_password("en lang adgangskode")
    user.save()
    form = {"login": user.email.upper(), "password": "en lang adgangskode"}
    assert client.post("/konto/login/", form).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    looks_like_the_site(client.get("/konto/reauthenticate/").content.decode())
    client.post("/konto/reauthenticate/", {"password": form["password"]})
    return client


@pytest.mark.parametrize("path", ANONYMOUS)
def test_the_way_in_is_drawn_by_the_site(client, path):
    make_site()
    response = client.get(path)
    assert response.status_code == 200
    looks_like_the_site(response.content.decode())


def test_a_code_by_mail_comes_first_and_a_password_is_folded_away(client):
    make_site()
    html = client.get("/konto/login/?next=/mine-tilmeldinger/").content.decode()
    assert html.index('action="/konto/login/code/?next=') < html.index('type="password"')
    assert '<details class="vk-account__details">' in html


def test_a_wrong_password_opens_the_fold_and_says_what_is_wrong(client):
    make_site()
    html = client.post(
        "/konto/login/", {"login": "ukendt@skole.example", "password": "forkert"}
    ).content.decode()
    assert '<details class="vk-account__details" open>' in html
    assert "vk-error-summary" in html


def test_the_mailed_code_signs_in_without_a_password(client):
    make_site()
    user = with_address(UserFactory())
    client.post("/konto/login/code/", {"email": user.email})
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]+)$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    assert client.post("/konto/login/code/confirm/", {"code": code[1]}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_page_that_asks_for_the_code_shows_where_it_went(client):
    make_site()
    user = with_address(UserFactory())
    html = client.post("/konto/login/code/", {"email": user.email}, follow=True).content.decode()
    looks_like_the_site(html)
    assert user.email in html


@pytest.mark.parametrize("path", SIGNED_IN)
def test_the_account_is_drawn_by_the_site(signed_in, path):
    response = signed_in.get(path)
    assert response.status_code == 200, response.headers.get("Location")
    html = response.content.decode()
    looks_like_the_site(html)
    assert "vk-account__menu" in html


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_signing_in_is_accessible_and_breaks_no_policy(live_server, browse, axe, width):
    make_site()
    page = browse(width=width)
    for path in ANONYMOUS:
        page.goto(f"{live_server.url}{path}")
        axe(page)
    page.goto(f"{live_server.url}/konto/login/")
    for summary in page.locator("main summary").all():
        summary.click()
    axe(page)


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/", "/en/_util/login/"])
def test_wagtails_own_doors_are_shut(client: Client, path: str) -> None:
    """They ask for a password alone: whoever has it would be in without the second factor."""
    make_site()
    user = with_address(UserFactory(role="Arrangør"))
    user.set_password("en lang adgangskode")
    user.save()
    form = {"username": user.email, "password": "en lang adgangskode"}
    response = client.post(f"{path}?next=/admin/", form)
    assert response.status_code == 302
    assert response["Location"].endswith("/konto/login/?next=/admin/")
    assert "_auth_user_id" not in client.session
