"""The shapes inside a story's text, for the reference: the types of block, and what they are made of.

Programs that are made from this must bear blocks, marks and words that are not here yet.
"""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]


def ref(name: str) -> JSON:
    return {"$ref": f"#/components/schemas/{name}"}


def many(items: JSON) -> JSON:
    return {"type": "array", "items": items}


def shape(about: str, fields: JSON) -> JSON:
    """Names that end in a question mark may be absent; none is ever null."""
    return {
        "type": "object",
        **({"description": about} if about else {}),
        "properties": {name.removesuffix("?"): schema for name, schema in fields.items()},
        "required": [name for name in fields if not name.endswith("?")],
    }


def word(*words: str) -> JSON:
    return {"type": "string", "description": f"{', '.join(f'`{it}`' for it in words)}; more may come."}


TEXT: JSON = {"type": "string"}
YES_OR_NO: JSON = {"type": "boolean"}
WHOLE: JSON = {"type": "integer"}
NUMBER: JSON = {"type": "number"}
MOMENT: JSON = {"type": "string", "format": "date-time"}
ADDRESS: JSON = {"type": "string", "format": "uri-reference"}
RICH = many(ref("Span"))
IMAGE = ref("EmbeddedImage")
ENVELOPE: JSON = {
    "id": {"type": "string", "description": "The same for as long as the block lives."},
    "type": TEXT,
    "layout?": word("inline", "wide", "full", "aside"),
    "platforms?": many(word("web", "app", "feed", "print", "audio")),
    "fallback?": ref("Fallback"),
}

BLOCKS: dict[str, JSON] = {
    "paragraph": {"text": RICH, "drop_cap?": YES_OR_NO},
    "heading": {"level": WHOLE, "text": RICH, "anchor?": TEXT},
    "list": {"style": word("bullet", "number"), "start?": WHOLE, "items": many(ref("ListItem"))},
    "quote": {"variant": word("block", "pull"), "text": RICH, "attribution?": TEXT, "source_url?": ADDRESS},
    "image": {"image": IMAGE, "caption?": RICH, "credit?": TEXT, "crop?": TEXT, "href?": ADDRESS},
    "gallery": {
        "variant": word("carousel", "grid", "diptych", "before_after"),
        "title?": TEXT,
        "items": many(ref("GalleryItem")),
    },
    "video": {
        "provider": TEXT,
        "external_id?": TEXT,
        "title": TEXT,
        "caption?": RICH,
        "credit?": TEXT,
        "duration?": NUMBER,
        "aspect_ratio?": TEXT,
        "poster?": IMAGE,
        "sources?": many(ref("MediaSource")),
        "tracks?": many(ref("Track")),
        "transcript_url?": ADDRESS,
        "loop?": YES_OR_NO,
    },
    "audio": {
        "kind?": word("clip", "episode", "read_aloud"),
        "title": TEXT,
        "duration?": NUMBER,
        "image?": IMAGE,
        "sources": many(ref("MediaSource")),
        "transcript_url?": ADDRESS,
        "explicit?": YES_OR_NO,
    },
    "embed": {
        "provider": TEXT,
        "url": ADDRESS,
        "title?": TEXT,
        "author_name?": TEXT,
        "posted_at?": MOMENT,
        "text?": TEXT,
        "aspect_ratio?": TEXT,
        "height?": WHOLE,
        "thumbnail?": IMAGE,
        "consent": ref("Consent"),
        "fallback": ref("Fallback"),
    },
    "table": {
        "caption?": RICH,
        "columns": many(ref("Column")),
        "rows": many(many(RICH)),
        "header_column?": YES_OR_NO,
        "source?": TEXT,
    },
    "graphic": {
        "kind": word("chart", "map", "diagram", "interactive"),
        "title": TEXT,
        "alt": TEXT,
        "url?": ADDRESS,
        "image?": IMAGE,
        "data_url?": ADDRESS,
        "heights?": {"type": "object", "additionalProperties": WHOLE, "description": "Height by width, in pixels."},
        "source?": TEXT,
        "fallback": ref("Fallback"),
    },
    "box": {
        "variant": word("factbox", "key_points", "qa", "timeline", "profile", "methodology"),
        "title?": TEXT,
        "collapsed?": YES_OR_NO,
        "items": many(ref("BoxItem")),
    },
    "related": {
        "variant": word("inline", "list"),
        "label?": TEXT,
        "items": many({"anyOf": [ref("RelatedArticle"), ref("RelatedLink")]}),
    },
    "note": {
        "kind": word(
            "correction", "clarification", "editors_note", "update", "retraction", "disclosure", "content_warning",
            "ai_disclosure", "sponsor",
        ),
        "text": RICH,
        "date": MOMENT,
        "correction_id?": TEXT,
    },
    "divider": {},
    "action": {
        "kind": word("newsletter", "subscribe", "donate", "callout", "event", "buy"),
        "key": TEXT,
        "title?": TEXT,
        "text?": RICH,
        "label": TEXT,
        "url?": ADDRESS,
        "closes_at?": MOMENT,
    },
}  # fmt: skip

PARTS: dict[str, JSON] = {
    "Mark": shape(
        "`strong`, `em`, `strike`, `code`, `sup`, `sub`, `link`, `lang`, `entity`, `correction`; more may come.",
        {
            "type": TEXT,
            "href?": ADDRESS,
            "title?": TEXT,
            "rel?": many(TEXT),
            "ref?": ref("Reference"),
            "lang?": TEXT,
            "dir?": TEXT,
            "tag_id?": TEXT,
            "correction_id?": TEXT,
        },
    ),
    "Reference": shape("What of ours a link leads to.", {"type": TEXT, "id": TEXT}),
    "Span": shape("A run of text with the same marks.", {"text": TEXT, "marks?": many(ref("Mark"))}),
    "Fallback": shape("For programs that do not know the block.", {"text": TEXT, "url?": ADDRESS}),
    "ListItem": shape("", {"text": RICH, "items?": many(ref("ListItem"))}),
    "GalleryItem": shape("", {"image": IMAGE, "caption?": RICH, "credit?": TEXT}),
    "BoxItem": shape("", {"title?": TEXT, "date?": TEXT, "blocks": many(ref("Block"))}),
    "MediaSource": shape(
        "", {"url": ADDRESS, "type": TEXT, "width?": WHOLE, "height?": WHOLE, "bitrate?": WHOLE, "size?": WHOLE}
    ),
    "Track": shape("", {"kind": TEXT, "lang": TEXT, "label?": TEXT, "url": ADDRESS}),
    "Column": shape("", {"label": TEXT, "kind?": TEXT, "align?": TEXT}),
    "Consent": shape("Whether to ask the reader before loading it.", {"required": YES_OR_NO, "vendor?": TEXT}),
    "RelatedLink": shape("A page elsewhere.", {"type": TEXT, "headline": TEXT, "url": ADDRESS, "source?": TEXT}),
}


def block_shapes() -> dict[str, JSON]:
    names = {type_: f"{type_.title()}Block" for type_ in BLOCKS}
    shapes = {names[type_]: block_shape(type_, fields) for type_, fields in BLOCKS.items()}
    other = shape("Of a type that is not here yet. Show its fallback, or nothing.", ENVELOPE)
    other["properties"] = {**other["properties"], "type": {"type": "string", "not": {"enum": list(BLOCKS)}}}
    either: JSON = {
        "anyOf": [*map(ref, shapes), ref("OtherBlock")],
        "discriminator": {"propertyName": "type", "mapping": {it: ref(name)["$ref"] for it, name in names.items()}},
    }
    return {**PARTS, **shapes, "OtherBlock": other, "Block": either}


def block_shape(type_: str, fields: JSON) -> JSON:
    common = {name: schema for name, schema in ENVELOPE.items() if name.removesuffix("?") not in fields}
    return shape("", {**common, "type": {"const": type_}, **fields})
