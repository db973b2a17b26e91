"""What the desk calls things whose models have names for programs: in lists, buttons, headings and messages alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.db.models import Model
    from django.http import HttpRequest


class InWords:
    """A model's options, with the desk's words. Permissions, whose names are stored, go on having the model's."""

    def __init__(self, options: Any, one: str, many: str) -> None:
        self.options, self.verbose_name, self.verbose_name_plural = options, one, many

    def __getattr__(self, name: str) -> Any:
        return getattr(self.options, name)


class Worded:
    """For an admin page of such a model: `words` are those for one and for many."""

    words: tuple[str, str]
    opts: Any

    def __init__(self, model: type[Model], admin_site: AdminSite) -> None:
        super().__init__(model, admin_site)  # type: ignore[call-arg]
        self.opts = InWords(model._meta, *self.words)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)  # type: ignore[misc]
        changelist.opts = self.opts
        return changelist
