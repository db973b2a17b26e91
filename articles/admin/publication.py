from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse

from articles.models import Publication
from articles.publishing import publish_sections
from cms.admin import PublicAdmin
from cms.forms import LinkListField

if TYPE_CHECKING:
    from django.http import HttpRequest


class PublicationForm(forms.ModelForm):  # type: ignore[type-arg] # Django's is not generic when it runs
    policies = LinkListField(help_text="Ethics, corrections, ownership and other policies.")

    class Meta:
        model = Publication
        fields = ["name", "tagline", "language", "copyright_notice", "policies"]


@admin.register(Publication)
class PublicationAdmin(PublicAdmin):
    """There is one publication: its page is its form."""

    document_kind = "site"
    form = PublicationForm
    compressed_fields = True

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        only = Publication.objects.first()
        if only is None:
            return HttpResponseRedirect(reverse("admin:articles_publication_add"))
        return HttpResponseRedirect(reverse("admin:articles_publication_change", args=[only.pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(request, {**context, "is_only_one": True}, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may change it writes it first, too: nobody sees that it was not there."""
        may = super().has_add_permission(request) or self.has_change_permission(request)
        return may and not Publication.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    def bring_up_to_date(self, thing: Publication, *, by: Any) -> None:
        publish_sections(by=by)

    def uses(self, thing: Publication) -> str:
        return "it is the only one."
