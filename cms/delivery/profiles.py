"""What apps keep of documents: `profile=`, pictures in the sizes that a device can show; `fields=`, part of a story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from cms.delivery.fields import picked, select, selection_named
from cms.delivery.parameters import choice, fields
from cms.delivery.presentation import refuse_other_forms
from cms.delivery.problems import invalid
from cms.delivery.serializers import ArticleSerializer

if TYPE_CHECKING:
    from cms.delivery.parameters import Given

# The widest files that each gets, in pixels; the narrowest there is where all are wider.
WIDEST = {"web": 1_000_000, "tablet": 1280, "phone": 640}
PROFILE = choice(
    "profile",
    "For which devices pictures are: `sources` and `srcset` list no files that are wider.",
    {
        "web": "all sizes",
        "tablet": f"up to {WIDEST['tablet']} pixels",
        "phone": f"up to {WIDEST['phone']} pixels",
    },
)
# They stand in the names of bundles, which are parts of addresses.
LONGEST_FIELDS = 500
# By which an app knows again what it has, whether it is newer, and whether it may still be shown as it was.
ALWAYS = ("id", "version", "state")
FIELDS = replace(
    fields("headline,url,lead_media", "headline,body.blocks"),
    description=(
        "Only these fields of each story, with dots for what lies inside; `id`, `version` and `state` come along. "
        f"All else comes whole. At most {LONGEST_FIELDS} characters."
    ),
)


class Fit(NamedTuple):
    """How documents are made fit for an app: `fields` is the name of a selection, empty for all."""

    profile: str
    fields: str = ""

    @property
    def changes_pictures(self) -> bool:
        return WIDEST[self.profile] < WIDEST["web"]

    @property
    def query(self) -> dict[str, str]:
        return {"profile": self.profile, **({"fields": self.fields} if self.fields else {})}

    def with_its_pictures(self, content: Any) -> Any:
        return fitted(content, WIDEST[self.profile]) if self.changes_pictures else content

    def text_of(self, kind: str, stored: str) -> str:
        """As it is stored, where nothing is to be changed."""
        selection = selection_named(self.fields) if kind == "article" else None
        if selection is None and not self.changes_pictures:
            return stored
        content = self.with_its_pictures(orjson.loads(stored))
        return orjson.dumps(picked(content, selection.tree) if selection else content).decode()


def read_fit(given: Given) -> Fit:
    """Raises a Problem that names each field which stories do not have."""
    wanted = given["fields"]
    refuse_other_forms(wanted, "blocks", "but copies have `body.blocks`; the story’s own address has it with `body={}`")
    selection = select([*wanted, *ALWAYS], ArticleSerializer) if wanted else None
    name = selection.name if selection else ""
    if len(name) > LONGEST_FIELDS:
        detail = f"`fields` has {len(name)} characters, and may have {LONGEST_FIELDS}: name what lies around them."
        raise invalid([{"parameter": "fields", "detail": detail}])
    return Fit(given["profile"], name)


def fitted(value: Any, widest: int) -> Any:
    """Any JSON, with the pictures in it for this profile."""
    if isinstance(value, list):
        return [fitted(it, widest) for it in value]
    if not isinstance(value, dict):
        return value
    found = {name: fitted(inner, widest) for name, inner in value.items()}
    if isinstance(found.get("sources"), list) and "src" in found:
        sources = [{**it, "srcset": narrowed(it["srcset"], widest)} for it in found["sources"] if it.get("srcset")]
        found["sources"] = sources
        # The last format is the one that everything can show.
        found["src"] = sources[-1]["srcset"][-1]["url"] if sources else found["src"]
    return found


def narrowed(srcset: list[dict[str, Any]], widest: int) -> list[dict[str, Any]]:
    return [it for it in srcset if it["width"] <= widest] or srcset[:1]
