from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from tree_queries.forms import TreeNodeChoiceField
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminSelect2Widget

from articles.admin.article_form import indented
from articles.admin.people import RolesInCategory
from articles.gates import ask_by_rules
from articles.models import Article, Category, GateRule, Tag
from articles.publishing import bring_tag_up_to_date, leave_to_stories, publish_sections, publish_tags
from articles.rights import branches_of
from cms.admin import PublicAdmin
from cms.forms import AddressedForm, AddressListField
from cms.models import Document
from cms.permissions import may_make

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from authors.models import User


class CategoryForm(AddressedForm):
    parent = TreeNodeChoiceField(  # type: ignore[no-untyped-call]
        Category.objects.all(),
        required=False,
        label="Part of",
        empty_label="Nothing: it is at the top",
        label_from_instance=indented,
        widget=UnfoldAdminSelect2Widget(),
    )

    by: User

    def clean_parent(self) -> Category | None:
        """Whoever has a role in a category does not enlarge it."""
        parent: Category | None = self.cleaned_data["parent"]
        moved = "parent" in self.changed_data and not self.instance._state.adding
        key = self.instance.pk
        if (
            moved
            and parent
            and any(parent.pk in it.categories and key not in it.categories for it in branches_of(self.by))
        ):
            raise forms.ValidationError(
                "You have a role there, and would have it here too: ask somebody else to move it."
            )
        return parent

    class Meta:
        model = Category
        fields = ["name", "slug", "parent", "description", "position"]
        widgets = {"description": UnfoldAdminExpandableTextareaWidget()}


class TreeList(ChangeList):
    def get_ordering(self, request: HttpRequest, queryset: Any) -> Any:
        """That of the tree, unless somebody sorts by a column."""
        return super().get_ordering(request, queryset) if "o" in self.params else ["tree_ordering"]


@admin.register(Category)
class CategoryAdmin(PublicAdmin):
    document_kind = "category"
    form = CategoryForm
    list_display = ["indented_name", "slug", "position", "public", "stories"]
    empty_words = "A story is published in a category. Begin with the sections of your front page: News, Sport."
    list_display_links = ["indented_name"]
    list_per_page = 500
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    compressed_fields = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).with_tree_fields()  # type: ignore[no-any-return]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_make(Category, request.user)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 Django's
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """A category that is being made has no people yet."""
        return [RolesInCategory] if obj else []

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return TreeList

    @display(description="Name", ordering="name")
    def indented_name(self, category: Any) -> str:
        return format_html('<span style="padding-inline-start: {}rem">{}</span>', 1.5 * category.tree_depth, category)

    @display(description="Stories")
    def stories(self, category: Category) -> str:
        url = reverse("admin:articles_article_changelist")
        return format_html('<a class="quiet-link" href="{}?section={}">Show stories</a>', url, category.pk)

    def bring_up_to_date(self, thing: Category, *, by: Any) -> None:
        publish_sections(by=by)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        moved = stories_below(obj) if change and {"slug", "parent"} & set(form.changed_data) else 0
        super().save_model(request, obj, form, change)
        if change and "parent" in form.changed_data:
            ask_by_rules(GateRule.objects.all(), by=request.user)  # type: ignore[arg-type]
        if moved:
            told = "One story gets" if moved == 1 else f"{moved} stories get"
            self.message_user(
                request, f"{told} a new address within moments. The old ones lead there.", messages.WARNING
            )

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        super().delete_model(request, obj)
        publish_sections(by=request.user)  # type: ignore[arg-type]

    def uses(self, thing: Category) -> str:
        if thing.children.exists():
            return "other categories are part of it. Move them first."
        if (
            Article.objects.filter(category=thing).exists()
            or Article.objects.filter(secondary_categories=thing).exists()
        ):
            return "it has stories. Give them another category first."
        return ""


def stories_below(category: Category) -> int:
    """How many public stories have the category's present address in theirs."""
    published = Document.objects.live()
    stored = published.filter(kind="category", key=category.pk).values_list("path", flat=True).first()
    return published.filter(kind="article", path__startswith=f"{stored}/").count() if stored else 0


class TagForm(AddressedForm):
    matches = AddressListField(help_text="The same thing elsewhere: its address at Wikidata or IPTC Media Topics.")

    class Meta:
        model = Tag
        fields = ["name", "slug", "type", "description", "matches"]
        widgets = {"description": UnfoldAdminExpandableTextareaWidget()}

    def add_prefix(self, field_name: str) -> str:
        """An input called `matches` would hide the function of that name which scripts ask the form element for."""
        return super().add_prefix("same_as" if field_name == "matches" else field_name)


@admin.register(Tag)
class TagAdmin(PublicAdmin):
    document_kind = "tag"
    form = TagForm
    list_display = ["name", "type", "slug", "public"]
    empty_words = (
        "Tags gather stories across categories: a place, a person, a storm. Their first story makes them public."
    )
    list_filter = [("type", ChoicesDropdownFilter)]
    list_filter_submit = True
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    compressed_fields = True
    actions = ["publish", "leave"]

    @admin.action(description="Publish the chosen tags", permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Tag]) -> None:
        publish_tags(list(chosen), by=request.user)  # type: ignore[arg-type]
        self.message_user(request, "The chosen tags are public.", messages.SUCCESS)

    @admin.action(description="Leave the chosen tags to their stories", permissions=["publish"])
    def leave(self, request: HttpRequest, chosen: QuerySet[Tag]) -> None:
        leave_to_stories(list(chosen), by=request.user)  # type: ignore[arg-type]
        self.message_user(request, "Readers have the chosen tags while stories have them.", messages.SUCCESS)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_tag")

    def bring_up_to_date(self, thing: Tag, *, by: Any) -> None:
        bring_tag_up_to_date(thing, by=by)

    def uses(self, thing: Any) -> str:
        return "stories have it. Remove it from them first." if thing.articles.exists() else ""
