"""The log as the newsroom sees it, and what the admin pages of everything that readers know have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, CheckboxFilter
from unfold.decorators import display

from cms.admin_filters import DaysFilter
from cms.desk_words import Worded
from cms.entrance import let_in_again
from cms.models import Cursor, Document, Event, FailedLogin, Reference
from cms.permissions import holds, may_touch
from cms.publishing import AddressTaken, PublishingError, withdraw

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse


class ReadOnlyAdmin(ModelAdmin):
    """For what is read here, and written by publishing and its readers alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# What the log calls by names for programs, in the desk's words.
NAMES = {
    "article": "Story",
    "update": "Live post",
    "collection": "Front or series",
    "image": "Picture",
    "author": "Author",
    "category": "Category",
    "tag": "Tag",
    "correction": "Correction",
    "corrections_summary": "Corrections by year",
    "category_tree": "All categories",
    "site": "Publication",
}
HAPPENED = {
    "published": "Published",
    "updated": "Changed",
    "corrected": "Corrected",
    "retracted": "Retracted",
    "unpublished": "Taken away",
    "taken_down": "Taken down",
}
COLOURS = {
    "Published": "success",
    "Changed": "info",
    "Corrected": "warning",
    "Retracted": "danger",
    "Taken away": "danger",
    "Taken down": "danger",
}


class KindFilter(CheckboxFilter):
    title = "what"
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        kinds = self.value()
        return queryset.filter(kind__in=kinds) if kinds else queryset


class HappenedFilter(CheckboxFilter):
    title = "what happened"
    parameter_name = "happened"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(HAPPENED.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        verbs = self.value()
        return queryset.filter(type__in=[f"{kind}.{verb}" for kind in NAMES for verb in verbs]) if verbs else queryset


@admin.register(Event)
class EventAdmin(Worded, ReadOnlyAdmin):  # type: ignore[misc] # Unfold declares less of it
    """The publication log."""

    words = ("log entry", "log entries")

    list_display = ["sequence", "at", "what", "happened", "title", "version", "who"]
    list_filter = [KindFilter, HappenedFilter, ("at", DaysFilter)]
    empty_words = "What becomes public, changes or is taken away is written here, for ever. Publish a story to begin."
    list_filter_submit = True
    search_fields = ["key", "actor", "type"]
    search_help_text = "Key, type or user name"
    ordering = ["-sequence"]
    list_per_page = 50
    readonly_fields = [
        "sequence", "at", "type", "title", "kind", "key", "version", "actor", "notice", "document_digest",
        "listing_digest", "previous_digest", "digest", "signature",
    ]  # fmt: skip
    fields = [*readonly_fields]

    def get_queryset(self, request: HttpRequest) -> Any:
        documents = Document.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), version=OuterRef("version"))
        return super().get_queryset(request).annotate(title=documents.values("title")[:1])

    @display(description="What", ordering="kind")
    def what(self, event: Event) -> str:
        return NAMES.get(event.kind, event.kind)

    @display(description="What happened", ordering="type", label=COLOURS)
    def happened(self, event: Event) -> str:
        return HAPPENED.get(event.type.removeprefix(f"{event.kind}."), event.type)

    @display(description="Title")
    def title(self, event: Any) -> str:
        return event.title or "–"

    @display(description="Who", ordering="actor")
    def who(self, event: Event) -> str:
        return event.actor or "the system"


@admin.register(FailedLogin)
class FailedLoginAdmin(ReadOnlyAdmin):
    """Wrong passwords, and who has to wait because of them."""

    list_display = ["account", "address", "attempts", "held_off", "first_at", "last_at"]
    list_filter = [("last_at", DaysFilter)]
    list_filter_submit = True
    search_fields = ["username", "address"]
    search_help_text = "User name or address"
    fields = ["account", "address", "attempts", "held_off", "first_at", "last_at"]
    actions = ["let_in"]

    def has_let_in_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("authors.change_user")

    @admin.action(description="Let them try again at once", permissions=["let_in"])
    def let_in(self, request: HttpRequest, chosen: QuerySet[FailedLogin]) -> None:
        let_in_again(list(chosen))
        self.message_user(request, "Those accounts and addresses are no longer kept waiting.", messages.SUCCESS)

    @display(description="Account", ordering="username")
    def account(self, failed: FailedLogin) -> str:
        return failed.username or "No such account"


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """What was published, every version of it."""

    list_display = ["title", "kind", "version", "path", "modified_at", "withdrawn_at"]
    list_filter = [("kind", AllValuesCheckboxFilter), ("modified_at", DaysFilter)]
    list_filter_submit = True
    search_fields = ["key", "slug", "path", "title"]
    search_help_text = "Key, slug, path or title"
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("body", "card")


@admin.register(Cursor)
class CursorAdmin(ReadOnlyAdmin):
    """How far each subscriber has read the log: one that stays behind has failed, and the worker's log says why."""

    list_display = ["name", "position", "behind"]

    def get_queryset(self, request: HttpRequest) -> Any:
        last = Event.objects.order_by("-sequence").values("sequence")[:1]
        return super().get_queryset(request).annotate(last=Coalesce(Subquery(last), 0))

    @display(description="Events behind")
    def behind(self, cursor: Any) -> int:
        return int(cursor.last - cursor.position)


class PublicAdmin(ModelAdmin):
    """For what readers know beside stories: saving brings it up to date, deleting takes it away from them first."""

    document_kind: str

    def bring_up_to_date(self, thing: Any, *, by: AbstractBaseUser) -> None:
        raise NotImplementedError

    def uses(self, thing: Any) -> str:
        """Where the newsroom uses it, in words; empty when nowhere."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> Any:
        live = Document.objects.live().filter(kind=self.document_kind, key=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_public=Exists(live))

    @display(description="Public", boolean=True, ordering="is_public")
    def public(self, thing: Any) -> bool:
        return bool(thing.is_public)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_touch(request, obj)

    def may_touch(self, request: HttpRequest, thing: Any) -> bool:
        return thing is None or may_touch(thing, request.user, kind=self.document_kind)

    def may_publish(self, request: HttpRequest) -> bool:
        return holds(request.user, self.model, "publish")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without deletion in bulk: what is used must be told one by one."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        # PostgreSQL keeps the keys of JSON in an order of its own: what is stored is what is compiled, now and later.
        obj.refresh_from_db()
        self.bring_up_to_date(obj, by=request.user)  # type: ignore[arg-type]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except PublishingError as error:
            # All is undone; the form is shown again, and now says why.
            request.refusal = error  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 Django's signature
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return refused(form, refusal) if refusal else form

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        if thing is not None and (uses := self.all_uses(thing)):
            self.message_user(request, f"“{thing}” cannot be deleted: {uses}", messages.ERROR)
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.label_lower.replace('.', '_')}_change", args=[thing.pk])
            )
        return super().delete_view(request, object_id, extra_context)

    def all_uses(self, thing: Any) -> str:
        if uses := self.uses(thing):
            return uses
        shown = Reference.objects.filter(kind=self.document_kind, key=thing.pk).exclude(
            document_kind=self.document_kind
        )
        return "published stories show it." if shown.exists() else ""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            if Document.objects.live().filter(kind=self.document_kind, key=obj.pk).exists():
                withdraw(self.document_kind, obj.pk, by=request.user)  # type: ignore[arg-type]
            obj.delete()


def refused(form: Any, refusal: PublishingError) -> Any:
    class Refused(form):  # type: ignore[misc]
        def clean(self) -> Any:
            cleaned = super().clean()
            taken = isinstance(refusal, AddressTaken) and "slug" in self.fields
            self.add_error("slug" if taken else None, str(refusal))
            return cleaned

    return Refused
