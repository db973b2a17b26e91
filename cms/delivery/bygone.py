"""What was public before, without what has been taken away since.

Other stories' cards, and the links to them, go when the stories go; posts of a live coverage when they are taken back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson
from django.db.models import Exists, OuterRef

from cms.addresses import COLLECTIONS
from cms.delivery import published
from cms.plain import thing, things

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cms.keys import Name

# Databases keep the fields of JSON in orders of their own.
STORY = re.compile(r'"type":"article","id":"([0-9a-z]{26})"|"id":"([0-9a-z]{26})","type":"article"')

# Who and what is shown comes with the address of its profile, be it in a post or on the card of another story.
KINDS = {of: kind for kind, of in COLLECTIONS.items()}
PROFILE = re.compile(rf'"api_url":"[^"]*/api/v1/({"|".join(KINDS)})/([0-9a-z]{{26}})/"')

LIVE = '"updates_url":'


def stories_in(text: str) -> set[str]:
    """Keys of all stories that the JSON of a document shows or links to, its own among them."""
    return {found[1] or found[2] for found in STORY.finditer(text)}


def profiles_in(text: str) -> set[Name]:
    """Names of all that the JSON of a document shows with an address in the API, its own among them."""
    return {(KINDS[found[1]], found[2]) for found in PROFILE.finditer(text)}


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


def posts_in(content: dict[str, Any]) -> set[str]:
    """Keys of all posts that a live coverage shows or names."""
    live = thing(content, "live")
    return {it["id"] for name in ("updates", "key_events") for it in things(live, name)}


def taken_back(posts: set[str], since: int) -> set[str]:
    """Those of which readers were told after this document that they are gone, whether they came back or not."""
    told = published.documents().filter(kind="update", key__in=posts, listed=False, pk__gt=since)
    return set(told.values_list("key", flat=True)) if posts else set()


def without_posts(content: dict[str, Any], back: set[str]) -> dict[str, Any]:
    """How many there were goes on being told."""
    live = dict(content["live"])
    for name in ("updates", "key_events"):
        live[name] = [it for it in live[name] if it["id"] not in back]
    return {**content, "live": {**live, "pinned": None if live["pinned"] in back else live["pinned"]}}


def as_may_be_shown(body: str, key: str, document: int) -> tuple[str, str]:
    """The JSON of an old version of this object without them, and what tells it from the stored one, if anything."""
    lost = gone(stories_in(body) - {key})
    # Whatever else has this field gets looked at in vain.
    content = orjson.loads(body) if lost or LIVE in body else None
    back = taken_back(posts_in(content), document) if content else set()
    if content is None or not (lost or back):
        return body, ""
    shown = without(without_posts(content, back) if back else content, lost)
    return orjson.dumps(shown).decode(), " ".join(sorted({*lost, *back}))
