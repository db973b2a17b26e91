from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from authors.time_zones import told

if TYPE_CHECKING:
    from datetime import datetime

register = template.Library()


@register.filter
def in_both_zones(moment: datetime | None) -> str:
    return told(moment) if moment else ""
