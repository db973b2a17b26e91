"""What somebody else saved while a page stood open: told field by field, so that nothing is overwritten unseen."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from media.models import Image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django import forms

# Enough that two texts never share one, and few enough that five hundred pictures fit into a form.
LENGTH = 10
# A point is one thing, though it is two numbers.
TOGETHER = ({"focal_x", "focal_y"},)
SHOWN = 30


def stamps(values: Mapping[str, Any]) -> dict[str, str]:
    """By field, a mark that changes with the value."""
    return {name: stamp(value) for name, value in values.items()}


def stamp(value: Any) -> str:
    if isinstance(value, str):
        # Browsers end lines in their own way.
        value = value.replace("\r\n", "\n").strip()
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(microsecond=0).isoformat()
    told = json.dumps(value or None, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:LENGTH]


def read_stamps(text: str) -> dict[str, Any]:
    """Nothing where it is none of ours: a page from before there were any saves as it did then."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def overtaken(opened: Mapping[str, Any], now: Mapping[str, Any]) -> set[str]:
    """Fields that have another value than when the page was opened."""
    found = {name for name, value in now.items() if name in opened and opened[name] != stamp(value)}
    return found.union(*(group & set(now) for group in TOGETHER if group & found))


def untouched(opened: Mapping[str, Any], given: Mapping[str, Any]) -> set[str]:
    """Fields that are sent as they were when the page was opened."""
    same = {name for name, value in given.items() if opened.get(name) == stamp(value)}
    return {name for name in same if all(group <= same for group in TOGETHER if name in group)}


def told(form: forms.ModelForm[Image], name: str) -> str:
    """Who wrote what, and what to do about it."""
    value = form.initial.get(name)
    words = f"it says “{Truncator(as_text(form, name, value)).words(SHOWN)}” now" if value else "it is empty now"
    return (
        f"{last_writer(form.instance)} changed this while you had the page open: {words}. "
        "What you wrote is still here, and not saved. Save once more to put it in place of that."
    )


def as_text(form: forms.ModelForm[Image], name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, list):
        return ", ".join(value)
    return str(dict(getattr(form.fields[name], "choices", [])).get(value, value))


def last_writer(image: Image) -> str:
    mine = {"content_type": ContentType.objects.get_for_model(Image), "object_id": image.pk, "action_flag": CHANGE}
    entry = LogEntry.objects.filter(**mine).select_related("user").order_by("-action_time", "-pk").first()
    return entry.user.get_full_name() or entry.user.get_username() if entry else "Somebody"
