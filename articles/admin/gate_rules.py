from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from unfold.admin import ModelAdmin

from articles.gates import ask_by_rules
from articles.models import GateRule

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(GateRule)
class GateRuleAdmin(ModelAdmin):
    fields = ["gate", "category", "genre"]
    list_display = ["gate", "category", "genre"]
    list_select_related = ["category"]
    autocomplete_fields = ["category"]
    compressed_fields = True
    empty_words = "A rule says which stories need a clearance before they are published: all of Courts a lawyer’s, say."

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        ask_by_rules([obj], by=request.user)  # type: ignore[arg-type]
