"""What fields and values are called on the desk."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst

from articles import blocks
from articles.models import Article, Contribution
from cms.plain import string

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Field

    # By key: what a category, a tag, a person, a picture or a story is called.
    Names = Mapping[str, str]

# As the form of a story has them.
STORY_FIELDS = {"contributors": "People", "secondary_categories": "Also in", "placed_at": "Placed at"}
COLUMNS = {"placed_at": "published_at"}
BLOCK_FIELDS = {
    "ads": "Advertising", "alt": "Description of what it shows", "author_name": "Who said it", "bitrate": "Bit rate",
    "collapsed": "Shown folded up", "crop": "Crop", "data_url": "Address of the data",
    "drop_cap": "Large first letter", "duration": "Length in seconds", "external_id": "Id on the provider's site",
    "fallback": "For programs that cannot show this", "header_column": "First column is a heading",
    "heights": "Heights by width, in pixels", "href": "Leads to", "id": "Key", "image": "Picture",
    "key": "Key of the offer", "lang": "Language", "loop": "Repeat", "platforms": "Only shown on",
    "poster": "Still picture", "required": "Ask readers before it is loaded", "size": "Size in bytes",
    "source_url": "Address of the source", "start": "First number", "thumbnail": "Picture of the post",
    "transcript_url": "Address of the transcript", "url": "Address", "variant": "Form",
}  # fmt: skip
# One of many: the label of the list is not that of a thing in it.
ENTRIES = {
    "items": "Entry", "columns": "Column", "rows": "Row", "blocks": "Block", "sources": "File", "tracks": "Track",
}  # fmt: skip


def label_of(name: str) -> str:
    return BLOCK_FIELDS.get(name) or capfirst(name.replace("_", " "))


def entry_label(name: str) -> str:
    return ENTRIES.get(name) or label_of(name)


def type_label(block: Any) -> str:
    if not isinstance(block, dict):
        return "Not a block"
    kind = string(block, "type")
    known = blocks.BLOCK_TYPES.get(kind)
    return known.label if known else f"Block of an unknown type ({kind or 'none'})"


def told(value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return names.get(value, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def story_label(name: str) -> str:
    field = column(name)
    return STORY_FIELDS.get(name) or (capfirst(str(field.verbose_name)) if field else label_of(name))


def story_choices(name: str) -> Names:
    field = column(name)
    return {str(value): str(label) for value, label in field.flatchoices} if field and field.choices else {}


def role_label(role: str) -> str:
    return dict(Contribution.Role.choices).get(role, role)


@cache
def column(name: str) -> Field[Any, Any] | None:
    try:
        return Article._meta.get_field(COLUMNS.get(name, name))  # type: ignore[return-value]
    except FieldDoesNotExist:
        return None
