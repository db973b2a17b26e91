from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as PlainGroupAdmin
from django.contrib.auth.admin import UserAdmin as PlainUserAdmin
from django.contrib.auth.models import Group
from django.forms.widgets import Script
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelect2Widget,
)

from authors.models import Author, User
from authors.publishing import bring_up_to_date, leave_to_stories, publish_authors
from cms.admin import PublicAdmin
from cms.desk_words import Worded
from cms.forms import AddressedForm, LinkListField
from media.admin.showing import THUMBNAIL, staff_url

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

ZONES = [("", "The newsroom's own"), *((name, name.replace("_", " ")) for name in sorted(available_timezones()))]


class AuthorForm(AddressedForm):
    links = LinkListField(help_text="Pages elsewhere: website, social profiles.")

    class Meta:
        model = Author
        fields = ["name", "slug", "kind", "job_title", "bio", "portrait", "links", "user"]
        widgets = {"bio": UnfoldAdminExpandableTextareaWidget({"rows": 4})}


@admin.register(Author)
class AuthorAdmin(PublicAdmin):
    document_kind = "author"
    form = AuthorForm
    fields = ["name", "slug", "kind", "job_title", "bio", "portrait", "portrait_preview", "links", "user"]
    readonly_fields = ["portrait_preview"]
    autocomplete_fields = ["portrait", "user"]
    list_display = ["named", "job_title", "kind", "public"]
    list_display_links = ["named"]
    list_filter = [("kind", ChoicesDropdownFilter)]
    list_filter_submit = True
    list_select_related = ["portrait"]
    search_fields = ["name", "slug", "job_title"]
    prepopulated_fields = {"slug": ["name"]}
    compressed_fields = True
    actions = ["publish", "leave"]
    empty_words = "A profile tells readers who wrote a story. Add one for each writer, with a picture and a few lines."

    class Media:
        js = [Script("media/later.js", type="module")]

    @admin.action(description="Publish the chosen profiles", permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Author]) -> None:
        publish_authors(chosen.select_related("portrait"), by=request.user)  # type: ignore[arg-type]
        self.message_user(request, "The chosen profiles are public.", messages.SUCCESS)

    @admin.action(description="Leave the chosen profiles to their stories", permissions=["publish"])
    def leave(self, request: HttpRequest, chosen: QuerySet[Author]) -> None:
        leave_to_stories(list(chosen), by=request.user)  # type: ignore[arg-type]
        self.message_user(request, "Readers have the chosen profiles while stories name them.", messages.SUCCESS)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("authors.publish_author")

    def bring_up_to_date(self, thing: Author, *, by: Any) -> None:
        bring_up_to_date(thing, by=by)

    def uses(self, thing: Any) -> str:
        count = thing.contributions.count()
        if not count:
            return ""
        return f"{'a story names' if count == 1 else f'{count} stories name'} this author. Remove the name there first."

    @display(description="Name", ordering="name")
    def named(self, author: Author) -> str:
        return format_html(
            '<span class="story-cell">{}<span class="story-headline">{}</span></span>', face(author), author
        )

    @display(description="")
    def portrait_preview(self, author: Author) -> str:
        return face(author)


def face(author: Author) -> str:
    if author.portrait is None:
        return format_html('<span class="face face-empty" aria-hidden="true">{}</span>', author.name[:1])
    return format_html('<img class="face" src="{}" alt="" loading="lazy">', staff_url(author.portrait, THUMBNAIL))


class RightsAdmin(Worded, ModelAdmin):  # type: ignore[misc] # Unfold declares less of it
    """Roles, which Django calls groups, are ticked, and permissions found by typing.

    Django's two boxes beside each other fit no phone.
    """

    filter_horizontal = []
    choosers: dict[str, tuple[type[forms.widgets.ChoiceWidget], str]] = {
        "groups": (UnfoldAdminCheckboxSelectMultipleWidget, "What they give holds for every category."),
        "permissions": (UnfoldAdminSelect2MultipleWidget, "Type a part of a permission's name."),
        "user_permissions": (UnfoldAdminSelect2MultipleWidget, "Beside those that come with the roles."),
    }

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        chooser, field.help_text = self.choosers[db_field.name]
        if db_field.name == "groups":
            field.label = "Roles"
        field.widget = chooser(choices=field.choices)
        return field


class PersonForm(UserChangeForm):
    time_zone = forms.ChoiceField(
        choices=ZONES, required=False, widget=UnfoldAdminSelect2Widget(choices=ZONES), help_text="Where you work."
    )


@admin.register(User)
class UserAdmin(RightsAdmin, PlainUserAdmin):  # type: ignore[misc, type-arg] # as Unfold documents it
    words = ("person", "people")
    form = PersonForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "is_active", "is_staff", "is_superuser"]
    list_filter = ["is_active", "is_staff", "is_superuser", "groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email", "time_zone"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Times", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    compressed_fields = True

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Whoever may manage people gives rights by roles, which tell what comes with them."""
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, "is_superuser", "user_permissions"]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Their name stands in the log: who leaves is made inactive."""
        return False


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(RightsAdmin, PlainGroupAdmin):  # type: ignore[misc] # as Unfold documents it
    words = ("role", "roles")
    compressed_fields = True

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(request.user.is_superuser) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser) and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(request.user.is_superuser) and super().has_delete_permission(request, obj)
