"""The one-time password that `make serve` prints opens the desk once, and then a new one must be chosen."""

from __future__ import annotations

import pytest
from django.urls import reverse

from authors.models import User
from cms.first_login import one_time_password
from tests.factories import ed

pytestmark = pytest.mark.django_db

OWN = "a harbour full of herring"


@pytest.fixture
def admin() -> User:
    return User.objects.create_superuser("admin", password=None)


def log_in(client, user: User, password: str):
    return client.post(reverse("admin:login"), {"username": user.username, "password": password})


def choose(client, password: str):
    return client.post(reverse("choose_password"), {"new_password1": password, "new_password2": password})


def test_it_works_for_the_first_login_alone(client, admin):
    password = one_time_password(admin)

    assert log_in(client, admin, f" {password} ").status_code == 302
    client.logout()
    assert "correct" in log_in(client, admin, password).content.decode()


def test_until_a_password_is_chosen_every_page_leads_to_choosing_one(client, admin):
    log_in(client, admin, one_time_password(admin))

    for page in ("admin:index", "admin:password_change", "admin:cms_event_changelist"):
        assert client.get(reverse(page)).headers["Location"] == reverse("choose_password")
    assert "Choose your password" in client.get(reverse("choose_password")).content.decode()


def test_choosing_a_password_opens_the_desk_and_it_works_from_then_on(client, admin):
    log_in(client, admin, one_time_password(admin))

    assert choose(client, OWN).headers["Location"] == reverse("admin:index")

    assert client.get(reverse("admin:index")).status_code == 200
    client.logout()
    log_in(client, admin, OWN)
    assert client.get(reverse("admin:index")).status_code == 200


def test_who_left_without_choosing_gets_another_one_time_password(client, admin):
    first = one_time_password(admin)
    log_in(client, admin, first)
    admin.refresh_from_db()

    second = one_time_password(admin)

    assert second != first
    client.logout()
    assert log_in(client, admin, second).status_code == 302


def test_a_weak_password_is_refused(client, admin):
    log_in(client, admin, one_time_password(admin))

    assert "too common" in choose(client, "password1").content.decode()

    admin.refresh_from_db()
    assert not admin.has_usable_password()


def test_a_one_time_password_opens_no_account_that_has_a_password(client):
    assert "correct" in log_in(client, ed(), one_time_password(ed())).content.decode()


def test_a_deactivated_account_stays_closed(client, admin):
    User.objects.update(is_active=False)

    assert "correct" in log_in(client, admin, one_time_password(admin)).content.decode()


def test_nobody_changes_an_existing_password_without_knowing_it(client):
    """The page that asks for no old password is closed to whoever has one, and to strangers."""
    client.force_login(ed())
    assert choose(client, OWN).headers["Location"] == reverse("admin:index")
    assert ed().check_password("ed")

    client.logout()
    assert choose(client, OWN).headers["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("asked", ["//evil.example/", "https:evil.example", "javascript:alert(1)"])
def test_whoever_logs_in_is_led_to_no_other_site(client, asked):
    sent = {"username": ed().username, "password": "ed", "next": asked}
    answer = client.post(f"{reverse('admin:login')}?next={asked}", sent)
    assert answer["Location"] == reverse("admin:index")
