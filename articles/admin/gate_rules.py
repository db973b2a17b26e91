from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from articles.models import GateRule


@admin.register(GateRule)
class GateRuleAdmin(ModelAdmin):
    fields = ["gate", "category", "genre"]
    list_display = ["gate", "category", "genre"]
    list_select_related = ["category"]
    autocomplete_fields = ["category"]
    compressed_fields = True
