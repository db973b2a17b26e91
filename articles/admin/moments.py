"""Times as people on the desk write them: in their own zone, and at hours that the clock shows exactly once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from authors.time_zones import clock_fault

if TYPE_CHECKING:
    from datetime import date, time


class MomentField(forms.SplitDateTimeField):
    def compress(self, data_list: tuple[date, time] | None) -> datetime | None:
        # An empty one has parts too, which are None.
        if data_list and all(it is not None for it in data_list):
            fault = clock_fault(datetime.combine(*data_list), timezone.get_current_timezone())
            if fault:
                raise ValidationError(fault, code="clocks_change")
        return super().compress(data_list)
