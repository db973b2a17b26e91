from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unfold.contrib.filters.admin import RangeDateFilter
from unfold.utils import parse_date_str

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class DaysFilter(RangeDateFilter):
    """From one day to another, both included, by the newsroom's clock; Unfold's own leaves the last day out."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for end, lookup in (("from", "gte"), ("to", "lte")):
            # What is no day is left aside.
            day = parse_date_str(str(self.used_parameters.get(f"{self.parameter_name}_{end}")))
            if day:
                queryset = queryset.filter(**{f"{self.parameter_name}__date__{lookup}": day})
        return queryset
