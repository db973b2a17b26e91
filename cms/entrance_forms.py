"""The forms in which somebody gives a password, and is told when it is too early for another one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.views import PasswordChangeView
from django.shortcuts import redirect
from django.urls import reverse_lazy
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm

from cms.entrance import Waiting, begin, failed, succeeded

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class LoginForm(AuthenticationForm):
    def clean(self) -> Any:
        try:
            return super().clean()
        except forms.ValidationError as error:
            wait: int = getattr(self.request, "login_wait", 0)
            if not wait:
                raise
            said = [] if getattr(self.request, "is_held_off", False) else error.messages
            raise forms.ValidationError([*said, told(wait)], code="wait") from error


class ChangePasswordForm(AdminOwnPasswordChangeForm):
    """Whoever finds a desk that somebody left open does not try passwords there."""

    def clean_old_password(self) -> str:
        username = self.user.get_username()
        try:
            begin(None, username)
            given: str = super().clean_old_password()
        except Waiting as error:
            raise forms.ValidationError(told(error.seconds)) from error
        except forms.ValidationError:
            failed(None, username)
            raise
        succeeded(None, username)
        return given


def told(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    wait = f"{seconds} seconds" if seconds < 60 else "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"There were too many wrong passwords. Wait {wait}, then try again; until then, no password works."


class ChangePassword(PasswordChangeView):
    form_class: Any = ChangePasswordForm
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:password_change_done")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("choose_password")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**admin.site.each_context(self.request), **kwargs)
