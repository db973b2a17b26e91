"""Wrong passwords make whoever tries them wait, and keep nobody out of their own desk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from authors.models import User
from cms.entrance import ACCOUNT, ADDRESS, COOKIE, forget_old
from cms.first_login import one_time_password
from cms.models import FailedLogin, LoginCount
from tests.factories import ed, eve
from tests.test_roles import person

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db

WAIT = "There were too many wrong passwords. Wait"
OWN = "a harbour full of herring"


@pytest.fixture(autouse=True)
def morning(time_machine: Any) -> Any:
    time_machine.move_to("2026-11-23T08:00:00Z", tick=False)
    return time_machine


def log_in(client: Client, username: str, password: str, **headers: str) -> str:
    return answer_to(client, username, password, **headers).content.decode()


def answer_to(client: Client, username: str, password: str, **headers: str) -> HttpResponse:
    sent = {"username": username, "password": password}
    return client.post(reverse("admin:login"), sent, **headers)


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def try_often(client: Client, username: str, times: int, **headers: str) -> list[str]:
    return [log_in(client, username, f"wrong {number}", **headers) for number in range(times)]


def words(page: str) -> list[str]:
    """What the page says of it."""
    return [it for it in ("correct username and password", f"{WAIT} 30 seconds", f"{WAIT} a minute") if it in page]


# Waiting


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, morning: Any) -> None:
    said = try_often(client, ed().username, ACCOUNT.free)
    assert [words(it) for it in said[:-1]] == [["correct username and password"]] * 4
    assert words(said[-1]) == ["correct username and password", f"{WAIT} 30 seconds"]
    assert words(log_in(client, "ed", "ed")) == [f"{WAIT} 30 seconds"]
    assert not is_in(client)
    morning.shift(timedelta(seconds=31))
    log_in(client, "ed", "ed")
    assert is_in(client)


def test_each_further_one_waits_twice_as_long_and_never_more_than_a_quarter_of_an_hour(
    client: Client, morning: Any
) -> None:
    try_often(client, ed().username, ACCOUNT.free)
    waits = []
    for _ in range(8):
        until = LoginCount.objects.filter(until__isnull=False).latest("until").until
        waits.append((until - timezone.now()).total_seconds())
        morning.move_to(until, tick=False)
        log_in(client, "ed", "wrong")
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_whoever_tries_meanwhile_waits_no_longer_for_that(client: Client) -> None:
    try_often(client, ed().username, ACCOUNT.free)
    before = LoginCount.objects.order_by("whose").values_list("whose", "until")
    held = list(before)
    try_often(client, "ed", 3)
    assert list(before) == held


def test_wrong_ones_are_forgiven_in_time_and_by_the_right_one(client: Client, morning: Any) -> None:
    try_often(client, ed().username, 4)
    morning.shift(timedelta(hours=3, minutes=1))
    assert [words(it) for it in try_often(client, "ed", 3)] == [["correct username and password"]] * 3
    log_in(client, "ed", "ed")
    client.logout()
    assert [words(it) for it in try_often(client, "ed", 4)] == [["correct username and password"]] * 4


@pytest.mark.parametrize("name", ["ED", " ed ", "ｅｄ"])
def test_another_spelling_is_the_same_account(client: Client, name: str) -> None:
    try_often(client, ed().username, ACCOUNT.free)
    assert WAIT in log_in(client, name, "ed")


def test_all_the_same_is_said_and_done_for_an_account_that_does_not_exist(client: Client) -> None:
    """Nor do the questions to the database differ, nor how often a password is digested."""
    without = User.objects.create_user("no password yet", is_staff=True)
    gone = User.objects.create_user("gone", password="gone", is_staff=True, is_active=False)
    seen = []
    for username in (ed().username, "nobody", without.username, gone.username):
        LoginCount.objects.all().delete()
        Digesting.times = 0
        with CaptureQueriesContext(
            connection,
        ) as queries:
            said = [words(it) for it in try_often(Client(), username, 7)]
        seen.append((said, len(queries), Digesting.times))
    assert seen[1:] == seen[:1] * 3


class Digesting(MD5PasswordHasher):
    """Counts how often it is asked to do what takes time."""

    algorithm = "digesting"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        Digesting.times += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted_digests(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.test_entrance.Digesting", *settings.PASSWORD_HASHERS]


def test_the_one_time_password_has_the_same_door(client: Client) -> None:
    admin = User.objects.create_superuser("admin", password=None)
    try_often(client, "admin", ACCOUNT.free)
    assert WAIT in log_in(client, "admin", one_time_password(admin))
    assert not is_in(client)


def test_a_one_time_password_that_works_clears_what_was_counted(client: Client) -> None:
    admin = User.objects.create_superuser("admin", password=None)
    try_often(client, "admin", 4)
    assert answer_to(client, "admin", one_time_password(admin)).status_code == 302
    assert not LoginCount.objects.filter(failures__gt=4).exists()
    assert COOKIE in client.cookies


def test_the_page_that_changes_a_password_counts_wrong_ones_too(client: Client) -> None:
    client.force_login(ed())
    page = reverse("admin:password_change")
    new = {"new_password1": OWN, "new_password2": OWN}
    for _ in range(ACCOUNT.free):
        assert "entered incorrectly" in client.post(page, {"old_password": "wrong", **new}).content.decode()
    assert WAIT in client.post(page, {"old_password": "ed", **new}).content.decode()
    assert ed().check_password("ed")
    assert FailedLogin.objects.get().username == "ed"


def test_whoever_has_no_password_is_led_from_there_to_choosing_one(client: Client) -> None:
    admin = User.objects.create_superuser("admin", password=None)
    log_in(client, "admin", one_time_password(admin))
    assert client.get(reverse("admin:password_change")).headers["Location"] == reverse("choose_password")


# Addresses


def test_whoever_tries_one_account_after_another_waits_for_all_of_them(client: Client) -> None:
    for number in range(ADDRESS.free):
        log_in(client, f"person{number}", "wrong", REMOTE_ADDR="203.0.113.9")
    assert WAIT in log_in(client, ed().username, "ed", REMOTE_ADDR="203.0.113.9")
    log_in(client, "ed", "ed", REMOTE_ADDR="203.0.113.10")
    assert is_in(client)


def test_to_log_in_to_ones_own_account_frees_nobody_to_try_others(client: Client) -> None:
    for number in range(ADDRESS.free - 1):
        log_in(client, f"person{number}", "wrong")
    log_in(client, ed().username, "ed")
    log_in(Client(), "another", "wrong")
    assert WAIT in log_in(Client(), "one more", "wrong")


@pytest.mark.parametrize(
    ("first", "second", "proxies", "are_one"),
    [
        # Without a proxy of ours, nothing is believed.
        ({"HTTP_X_FORWARDED_FOR": "198.51.100.1"}, {"HTTP_X_FORWARDED_FOR": "198.51.100.2"}, 0, True),
        ({"HTTP_X_REAL_IP": "198.51.100.1"}, {"HTTP_X_REAL_IP": "198.51.100.2"}, 1, True),
        # With one, what it has added itself.
        ({"HTTP_X_FORWARDED_FOR": "198.51.100.1"}, {"HTTP_X_FORWARDED_FOR": "198.51.100.2"}, 1, False),
        (
            {"HTTP_X_FORWARDED_FOR": "192.0.2.1, 198.51.100.1"},
            {"HTTP_X_FORWARDED_FOR": "192.0.2.2, 198.51.100.1"},
            1,
            True,
        ),
        # With two, what the outer one has.
        (
            {"HTTP_X_FORWARDED_FOR": "192.0.2.1, 198.51.100.1, 10.0.0.1"},
            {"HTTP_X_FORWARDED_FOR": "192.0.2.2, 198.51.100.1, 10.0.0.2"},
            2,
            True,
        ),
        # Whoever comes past the outer one writes nothing that counts.
        ({"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.2"}, 2, True),
        ({"HTTP_X_FORWARDED_FOR": "unknown"}, {"HTTP_X_FORWARDED_FOR": "_hidden"}, 1, True),
        # Whoever has one address of IPv6 has very many.
        ({"REMOTE_ADDR": "2001:db8::1"}, {"REMOTE_ADDR": "2001:db8::ffff:2"}, 0, True),
        ({"REMOTE_ADDR": "2001:db8::1"}, {"REMOTE_ADDR": "2001:db8:0:1::1"}, 0, False),
        ({"REMOTE_ADDR": "::ffff:198.51.100.1"}, {"REMOTE_ADDR": "198.51.100.1"}, 0, True),
        ({"REMOTE_ADDR": ""}, {"REMOTE_ADDR": ""}, 0, False),
    ],
)
def test_an_address_is_what_our_own_proxies_saw(
    client: Client,
    settings: Any,
    first: dict[str, str],
    second: dict[str, str],
    proxies: int,
    are_one: bool,
) -> None:
    settings.TRUSTED_PROXIES = proxies
    for number in range(ADDRESS.free):
        log_in(client, f"person{number}", "wrong", **first)
    assert (WAIT in log_in(client, "another", "wrong", **second)) is are_one


def test_any_number_of_fields_that_change_stay_counted(client: Client) -> None:
    for number in range(300):
        log_in(client, f"person{number}", f"password{number}", HTTP_X_FORWARDED_FOR=f"198.51.{number % 256}.1")
    assert FailedLogin.objects.get().attempts == 300
    assert FailedLogin.objects.get().held_off == 300 - ADDRESS.free


# Nobody is kept out


def test_strangers_keep_nobody_out_of_a_browser_in_which_they_were(morning: Any) -> None:
    desk, stranger = Client(), Client()
    log_in(desk, ed().username, "ed")
    desk.post(reverse("admin:logout"))
    try_often(stranger, "ed", 10)
    for number in range(ADDRESS.free):
        log_in(stranger, f"person{number}", "wrong")
    assert WAIT in log_in(stranger, "ed", "ed")
    log_in(desk, "ed", "ed")
    assert is_in(desk)


def test_a_known_browser_is_counted_too_and_for_its_account_alone(client: Client) -> None:
    log_in(client, ed().username, "ed")
    client.post(reverse("admin:logout"))
    assert WAIT in try_often(client, "ed", ACCOUNT.free)[-1]
    try_often(Client(), eve().username, ACCOUNT.free)
    assert WAIT in log_in(client, "eve", "eve")


@pytest.mark.parametrize("cookie", ["", "made up", "e30:1:abc"])
def test_no_browser_makes_itself_known(client: Client, cookie: str) -> None:
    client.cookies[COOKIE] = cookie
    assert WAIT in try_often(client, ed().username, ACCOUNT.free)[-1]
    assert WAIT in log_in(Client(), "ed", "ed")


# Many at once


def test_any_number_at_once_are_no_more_tries(committed_db: None) -> None:
    ed()
    Digesting.times = 0

    def work(number: int) -> str:
        try:
            return log_in(Client(), "ed", f"wrong {number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(work, range(24)))
    assert Digesting.times == ACCOUNT.free
    assert sum("correct username and password" in it for it in said) == ACCOUNT.free
    assert FailedLogin.objects.get().attempts == 24


# What administrators see


def test_an_administrator_sees_them_and_lets_somebody_try_again(client: Client) -> None:
    try_often(Client(), ed().username, 7, REMOTE_ADDR="203.0.113.9")
    try_often(Client(), "my secret password", 1, REMOTE_ADDR="203.0.113.9")
    client.force_login(person("Administrator"))
    listing = reverse("admin:cms_failedlogin_changelist")
    page = client.get(listing).content.decode()
    assert all(it in page for it in ("203.0.113.9", "No such account", "Failed log-ins"))
    row = FailedLogin.objects.get(username="ed")
    assert (row.attempts, row.held_off) == (7, 2)
    client.post(listing, {"action": "let_in", "_selected_action": [row.pk]})
    stranger = Client()
    log_in(stranger, "ed", "ed", REMOTE_ADDR="203.0.113.9")
    assert is_in(stranger)


def test_a_name_that_nobody_has_is_kept_nowhere(client: Client) -> None:
    """It may be a password, typed into the wrong field."""
    log_in(client, "my secret password", "")
    log_in(client, "my secret password", "wrong")
    kept = [*FailedLogin.objects.values_list(), *LoginCount.objects.values_list()]
    assert kept
    assert "secret" not in str(kept)


@pytest.mark.parametrize("role", ["Reporter", "Chief editor", ""])
def test_others_see_nothing_of_them(client: Client, role: str) -> None:
    client.force_login(person(role))
    assert client.get(reverse("admin:cms_failedlogin_changelist")).status_code == 403
    assert "Failed log-ins" not in client.get(reverse("admin:index")).content.decode()


def test_they_are_forgotten_in_time(client: Client, morning: Any) -> None:
    # Whoever had the turn of this hour, had it at another time.
    cache.clear()
    try_often(client, ed().username, 1)
    morning.shift(timedelta(days=3))
    forget_old()
    assert (LoginCount.objects.count(), FailedLogin.objects.count()) == (0, 1)
    morning.shift(timedelta(days=90))
    forget_old()
    assert FailedLogin.objects.count() == 0


# Sessions


def test_logging_in_begins_another_session(client: Client) -> None:
    """Whoever had put one into the browser before has nothing of it."""
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    log_in(client, ed().username, "ed")
    assert client.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert not is_in(stranger)


def test_cookies_are_for_this_site_alone_and_for_no_script(client: Client) -> None:
    client.get(reverse("admin:login"))
    log_in(client, ed().username, "ed")
    for name in ("sessionid", COOKIE):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax"), name
    assert (client.cookies["csrftoken"]["secure"], client.cookies["csrftoken"]["samesite"]) == (True, "Lax")


def by_themselves(client: Client) -> None:
    sent = {"old_password": "ed", "new_password1": OWN, "new_password2": OWN}
    assert client.post(reverse("admin:password_change"), sent).status_code == 302


def by_an_administrator(client: Client) -> None:
    boss = Client()
    boss.force_login(eve())
    page = reverse("admin:auth_user_password_change", args=[ed().pk])
    sent = {"password1": OWN, "password2": OWN, "usable_password": "true"}
    assert boss.post(page, sent).status_code == 302


def by_being_made_inactive(client: Client) -> None:
    User.objects.update(is_active=False)


@pytest.mark.parametrize(
    ("way", "stays"), [(by_themselves, True), (by_an_administrator, False), (by_being_made_inactive, False)]
)
def test_another_password_closes_every_other_session(way: Any, stays: bool) -> None:
    desk, phone = Client(), Client()
    for it in (desk, phone):
        log_in(it, ed().username, "ed")
        assert is_in(it)
    way(desk)
    assert (is_in(desk), is_in(phone)) == (stays, False)


def test_choosing_the_first_password_closes_what_the_one_time_password_opened_elsewhere() -> None:
    admin = User.objects.create_superuser("admin", password=None)
    desk, thief = Client(), Client()
    log_in(thief, "admin", one_time_password(admin))
    admin.refresh_from_db()
    log_in(desk, "admin", one_time_password(admin))
    desk.post(reverse("choose_password"), {"new_password1": OWN, "new_password2": OWN})
    assert is_in(desk)
    assert client_is_led_to_login(thief)


def client_is_led_to_login(client: Client) -> bool:
    return client.get(reverse("admin:index")).headers.get("Location", "").startswith(reverse("admin:login"))


def test_logging_out_ends_the_session_for_whoever_has_a_copy(client: Client) -> None:
    log_in(client, ed().username, "ed")
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(thief)
    client.post(reverse("admin:logout"))
    assert not is_in(thief)
