"""People and what they may do: their groups, which hold everywhere, and their roles in categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from tree_queries.forms import TreeNodeChoiceField
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelect2Widget

from articles.admin.article_form import indented
from articles.appointing import may_give, may_manage, may_put_into
from articles.models import Category, RoleInCategory
from authors.admin import PersonForm, UserAdmin
from authors.models import User
from cms.bounded import Bounded, BoundedFormSet
from cms.first_login import one_time_password

if TYPE_CHECKING:
    from django.http import HttpRequest

TOO_MUCH = "You cannot give rights that you do not have yourself."


class RoleForm(forms.ModelForm):  # type: ignore[type-arg] # Django's is not generic when it runs
    by: User
    category = TreeNodeChoiceField(  # type: ignore[no-untyped-call]
        Category.objects.all(),
        empty_label="Choose a category",
        label_from_instance=indented,
        widget=UnfoldAdminSelect2Widget(),
    )

    class Meta:
        model = RoleInCategory
        fields = ["user", "group", "role", "category"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        before = RoleInCategory.objects.filter(pk=self.instance.pk).first()
        placed = [(before.role_id, before.category_id)] if before else []
        if cleaned and cleaned.get("role") and (place := self.category_given()):
            placed.append((cleaned["role"].pk, place))
        if self.has_changed() and not all(may_give(role, category, self.by) for role, category in placed):
            raise forms.ValidationError(TOO_MUCH)
        return cleaned

    def category_given(self) -> str | None:
        """On a category's own page it is no field."""
        chosen: Category | None = self.cleaned_data.get("category")
        return chosen.pk if chosen else self.instance.category_id


class Roles(BoundedFormSet):
    def clean(self) -> None:
        """The same for what is taken away: nobody lowers whoever stands above them."""
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and not may_give(form.instance.role_id, form.instance.category_id, form.by):  # type: ignore[attr-defined]
                raise forms.ValidationError(TOO_MUCH)


class RolesInline(Bounded, TabularInline):  # type: ignore[misc] # Unfold declares less of it
    model = RoleInCategory
    form = RoleForm
    formset = Roles
    extra = 0
    most = 500
    per_page: Any = 50

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.by = request.user
        return formset


class RolesOfPerson(RolesInline):
    fk_name = "user"
    fields = ["role", "category"]
    verbose_name_plural = "roles in categories"


class RolesInCategory(RolesInline):
    """Who does what in the category, and in all that lies in it."""

    fields = ["role", "user", "group"]
    autocomplete_fields = ["user"]
    verbose_name_plural = "people"


class AppointedForm(PersonForm):
    by: User

    def clean_groups(self) -> Any:
        """Asks about what is added only: whoever has it keeps it."""
        chosen = self.cleaned_data["groups"]
        known = {it.pk for it in self.instance.groups.all()}
        if not may_put_into({it.pk for it in chosen} - known, self.by):
            raise forms.ValidationError(TOO_MUCH)
        return chosen


admin.site.unregister(User)


@admin.register(User)
class PeopleAdmin(UserAdmin):
    form = AppointedForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 Django's
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return [RolesOfPerson] if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "first_password"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who has no password yet is told the one that lets them in once, by whoever could set one anyway."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or obj.has_usable_password() or not self.has_change_permission(request, obj):
            return fieldsets
        (title, options), *others = fieldsets
        return [(title, {**options, "fields": [*options["fields"], "first_password"]}), *others]

    @display(description="First password")
    def first_password(self, person: User) -> str:
        return f"{one_time_password(person)} (works once: then they choose their own)"

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_manage(obj, request.user))
