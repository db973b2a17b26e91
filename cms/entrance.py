"""Whoever gives a wrong password too often waits: by the account that they try, and by the address that they come from.

A browser that somebody has logged in with before is counted by itself, so that strangers who try an account, or come
from the same address, keep nobody out of it. Everything that asks for a password asks here.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from cms.hourly import is_turn_of
from cms.models import FailedLogin, LoginCount

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
COOKIE = "known_browser"
SALT = "cms.entrance"
COOKIE_AGE = timedelta(days=400)
COUNTED_FOR, SHOWN_FOR = timedelta(days=2), timedelta(days=90)


@dataclass(frozen=True)
class Bound:
    """How many wrong passwords are free, and how soon one is forgiven."""

    free: int
    forgiven_after: timedelta


ACCOUNT = Bound(5, timedelta(hours=1))
# Behind which a whole newsroom may sit.
ADDRESS = Bound(50, timedelta(minutes=1))


class Waiting(PermissionDenied):
    """Nothing was tried: it is too early. Django asks no other way of logging in after this one."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


def begin(request: HttpRequest | None, username: str) -> None:
    """Counts an attempt before it is made, so that any number of them at once counts. Raises Waiting.

    Whether this one was tried, and how long the next one has to wait, is left with the request for the page to say.
    """
    now = timezone.now()
    with transaction.atomic():
        counts = [(counted(key, now), bound) for key, bound in counters(request, username)]
        early = seconds_until([it.until for it, _ in counts], now)
        if not early:
            for it, bound in counts:
                add_failure(it, bound, now)
    leave(request, early or seconds_until([it.until for it, _ in counts], now), is_held_off=bool(early))
    if early:
        note(request, username, is_held_off=True)
        raise Waiting(early)


def seconds_until(times: list[datetime | None], now: datetime) -> int:
    return max([0, *(math.ceil((it - now).total_seconds()) for it in times if it)])


def leave(request: HttpRequest | None, seconds: int, *, is_held_off: bool = False) -> None:
    if request is not None:
        request.login_wait, request.is_held_off = seconds, is_held_off  # type: ignore[attr-defined]


def counters(request: HttpRequest | None, username: str) -> list[tuple[str, Bound]]:
    """Always in this order, in which their rows are held."""
    account = folded(username)
    if browser := browser_of(request, account):
        return [(digest("browser", browser), ACCOUNT)]
    address = network_of(request)
    return [(digest("account", account), ACCOUNT), *([(digest("address", address), ADDRESS)] if address else [])]


def counted(key: str, now: datetime) -> LoginCount:
    LoginCount.objects.get_or_create(whose=key, defaults={"at": now})
    return LoginCount.objects.select_for_update().get(whose=key)


def add_failure(count: LoginCount, bound: Bound, now: datetime) -> None:
    forgiven = int((now - count.at) / bound.forgiven_after)
    count.failures = max(count.failures - max(forgiven, 0), 0) + 1
    over = count.failures - bound.free
    count.until = now + min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT) if over >= 0 else None
    count.at = now
    count.save()


def succeeded(request: HttpRequest | None, username: str) -> None:
    """Takes back what was counted. An address keeps what others did there: whoever has one account tries no others."""
    for key, bound in counters(request, username):
        stored = LoginCount.objects.filter(whose=key)
        if bound is ADDRESS:
            stored.filter(failures__gt=0).update(failures=F("failures") - 1, until=None)
        else:
            stored.update(failures=0, until=None)
    leave(request, 0)
    if request is not None:
        remember(request, folded(username))


def failed(request: HttpRequest | None, username: str) -> None:
    note(request, username, is_held_off=False)


def note(request: HttpRequest | None, username: str, *, is_held_off: bool) -> None:
    """For administrators. A name that nobody has may be a password in the wrong field: it is not kept."""
    known = get_user_model().objects.filter(username=username).values_list("username", flat=True).first()
    now = timezone.now()
    row, _ = FailedLogin.objects.get_or_create(
        username=known or "", address=address_of(request), day=now.date(), defaults={"first_at": now, "last_at": now}
    )
    FailedLogin.objects.filter(pk=row.pk).update(
        last_at=now, attempts=F("attempts") + 1, held_off=F("held_off") + int(is_held_off)
    )


def let_in_again(rows: list[FailedLogin]) -> None:
    """Who was held off may try again at once."""
    keys = [digest("account", folded(it.username)) for it in rows if it.username]
    keys += [digest("address", network(it.address)) for it in rows if it.address]
    LoginCount.objects.filter(whose__in=keys).delete()


def forget_old() -> int:
    """A job of the worker."""
    if not is_turn_of("cms.entrance.forget_old"):
        return 0
    now = timezone.now()
    shown, _ = FailedLogin.objects.filter(last_at__lt=now - SHOWN_FOR).delete()
    counts, _ = LoginCount.objects.filter(at__lt=now - COUNTED_FOR).delete()
    return shown + counts


class OwnPassword(ModelBackend):
    """Asked first, so that whatever way of logging in is asked after it is counted by this one."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:  # type: ignore[override]
        username, password = credentials.get("username"), credentials.get("password")
        if username is None or password is None:
            return None
        begin(request, username)
        user = super().authenticate(request, username=username, password=password)
        if user is not None:
            succeeded(request, username)
        return user


# Where somebody comes from, and with what.


def folded(username: str) -> str:
    return unicodedata.normalize("NFKC", username).strip().casefold()


def digest(kind: str, text: str) -> str:
    return salted_hmac(SALT, f"{kind} {text}", algorithm="sha256").hexdigest()


def address_of(request: HttpRequest | None) -> str:
    """As the outermost of our own proxies saw it: what stands before that anybody may have written."""
    if request is None:
        return ""
    seen = request.META.get("REMOTE_ADDR", "")
    told = [it.strip() for it in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if it.strip()]
    hops: int = settings.TRUSTED_PROXIES
    if hops and len(told) >= hops and is_address(told[-hops]):
        seen = told[-hops]
    return str(ip_address(seen)) if is_address(seen) else ""


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def network_of(request: HttpRequest | None) -> str:
    return network(address_of(request))


def network(address: str) -> str:
    """Whoever has one address of IPv6 has all that share its first half."""
    if not address:
        return ""
    found = ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 64 if found.version == 6 else 32), strict=False))


def browser_of(request: HttpRequest | None, account: str) -> str:
    """Which one it is of those that this account was opened with; nothing for any other."""
    if request is None or COOKIE not in request.COOKIES:
        return ""
    try:
        known = signing.loads(request.COOKIES[COOKIE], salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return ""
    return known["browser"] if known["account"] == digest("account", account) else ""


def remember(request: HttpRequest, account: str) -> None:
    if not browser_of(request, account):
        known = {"account": digest("account", account), "browser": get_random_string(22)}
        request.known_browser = signing.dumps(known, salt=SALT)  # type: ignore[attr-defined]


class KnownBrowser:
    """Tells a browser that somebody has just logged in with how it is known from then on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if known := getattr(request, "known_browser", ""):
            response.set_cookie(
                COOKIE,
                known,
                max_age=COOKIE_AGE,
                path="/admin/",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
