"""One-time passwords: how somebody who has no password yet comes in once, and must choose one before anything else.

Nothing is stored. The password is computed from the account's last login, so that using it makes it void.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import BACKEND_SESSION_KEY, get_user_model
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordChangeView
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.crypto import constant_time_compare, salted_hmac
from unfold.widgets import INPUT_CLASSES

from cms.entrance import failed, succeeded
from cms.wire import iso

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


def one_time_password(user: AbstractBaseUser) -> str:
    facts = f"{user.pk} {user.password} {iso(user.last_login)}"
    digest = salted_hmac("cms.first_login", facts, algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


class OneTimePassword(BaseBackend):
    """Lets in those who have no password of their own. Asked last: it counts as `OwnPassword` has begun to."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        username, password = credentials.get("username"), credentials.get("password")
        if username is None or password is None:
            return None
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if (
            user
            and not user.has_usable_password()
            and constant_time_compare(one_time_password(user), str(password).strip())
        ):
            succeeded(request, username)
            return user
        failed(request, username)
        return None

    def get_user(self, user_id: int) -> Any:
        return get_user_model().objects.filter(pk=user_id, is_active=True).first()


class ChooseOwnPassword:
    """Leads whoever came in with a one-time password to the page where they choose their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Looks at the session in the admin alone: readers' answers must not cost a thought about it."""
        match = request.resolver_match
        if match and match.namespace == "admin" and match.url_name != "logout" and is_due(request):
            return redirect("choose_password")
        return None


def is_due(request: HttpRequest) -> bool:
    return (
        request.session.get(BACKEND_SESSION_KEY) == f"{__name__}.OneTimePassword"
        and request.user.is_authenticated
        and not request.user.has_usable_password()
    )


class OwnPasswordForm(SetPasswordForm):  # type: ignore[type-arg] # generic for the type checker alone
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = " ".join(INPUT_CLASSES)


class ChoosePassword(PasswordChangeView):
    """Asks for no old password, so it is open only to those who have none."""

    form_class: Any = OwnPasswordForm
    template_name = "admin/choose_password.html"
    success_url = reverse_lazy("admin:index")
    title = "Choose your password"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.has_usable_password():
            return redirect("admin:index")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**admin.site.each_context(self.request), **kwargs)
