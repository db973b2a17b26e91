"""Other stories in what was public before: their cards, and the links to them, go when the stories go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson
from django.db.models import Exists, OuterRef

from cms.delivery import published
from cms.plain import thing, things

if TYPE_CHECKING:
    from collections.abc import Mapping

# Databases keep the fields of JSON in orders of their own.
STORY = re.compile(r'"type":"article","id":"([0-9a-z]{26})"|"id":"([0-9a-z]{26})","type":"article"')


def stories_in(text: str) -> set[str]:
    """Keys of all stories that the JSON of a document shows or links to, its own among them."""
    return {found[1] or found[2] for found in STORY.finditer(text)}


def gone(keys: set[str]) -> dict[str, bool]:
    """Those that nothing may show any more, each with whether it may be linked to: a retracted one has an address."""
    same = published.documents().filter(kind="article", key=OuterRef("key"))
    known = published.documents().filter(kind="article", key__in=keys).exclude(Exists(same.listed()))
    return dict(known.values_list("key", Exists(same.live())).distinct()) if keys else {}


def without(value: Any, lost: Mapping[str, bool]) -> Any:
    """As it would be compiled now: an item goes with its story, and of a link the words stay."""
    if isinstance(value, list):
        return [without(it, lost) for it in value if not shows(it, lost)]
    if not isinstance(value, dict):
        return value
    if any(leads_to(mark, lost) for mark in things(value, "marks")):
        marks = [mark for mark in value["marks"] if not (isinstance(mark, dict) and leads_to(mark, lost))]
        value = {**value, "marks": marks} if marks else {name: it for name, it in value.items() if name != "marks"}
    return {name: without(it, lost) for name, it in value.items()}


def shows(item: Any, lost: Mapping[str, bool]) -> bool:
    if not isinstance(item, dict):
        return False
    return is_of(item, lost) or is_of(thing(item, "article"), lost)


def leads_to(mark: dict[str, Any], lost: Mapping[str, bool]) -> bool:
    ref = thing(mark, "ref")
    return is_of(ref, lost) and not lost[ref["id"]]


def is_of(value: dict[str, Any], lost: Mapping[str, bool]) -> bool:
    return value.get("type") == "article" and value.get("id") in lost


def as_may_be_shown(body: str, key: str) -> tuple[str, str]:
    """The JSON of an old version of this object without them, and what tells it from the stored one, if anything."""
    lost = gone(stories_in(body) - {key})
    if not lost:
        return body, ""
    return orjson.dumps(without(orjson.loads(body), lost)).decode(), " ".join(sorted(lost))
