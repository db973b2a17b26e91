"""What pydantic found, in words that tell what to do about it; editors get them by `articles.blocks.wording`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from articles.blocks.limits import MAX_PROBLEMS
from articles.blocks.registry import BLOCK_TYPES
from articles.blocks.spans import MARK_ORDER
from cms.plain import string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Problem:
    """`path` leads from the body's list to the place, with dots; `block_id` names the block that it is in."""

    path: str
    block_id: str | None
    message: str


# pydantic puts the branch that it took into the path of an error; no field has the name of its own object's type,
# apart from a picture block's `image`, which follows its branch.
BRANCHES = frozenset({*BLOCK_TYPES, *MARK_ORDER, "article", "external"})
FILL_IN = {
    "alt": "Say in “alt” what can be seen, for readers who cannot see it.",
    "image": "Choose a picture.",
    "id": "This has no id. Save the story again, and it gets one.",
    "text": "Add “text”: the words themselves.",
    "fallback": "Add “fallback”: a sentence for readers whose programs cannot show this.",
    "consent": "Add “consent”: whether readers must agree before the other site is loaded.",
    "date": "Add “date”, as 2026-11-22T10:05:00Z.",
}
# What an empty id asks for, by the type of what it is the id of; a picture says no type.
CHOOSE = {"": FILL_IN["image"], "article": "Choose a story."}
BLANK = {"alt": FILL_IN["alt"], "text": "There are no words here. Type some, or remove it."}


def explain(error: ValidationError, block: object, index: int) -> Iterator[Problem]:
    for found in error.errors(include_url=False)[:MAX_PROBLEMS]:
        path, identity, holder = _place(found["loc"], block)
        yield Problem(".".join([str(index), *path]), identity, _message(found, path, holder))


def _place(location: tuple[str | int, ...], block: object) -> tuple[list[str], str | None, object]:
    """The path as people count it, the id of the innermost block on it, and the object that holds its last step."""
    path: list[str] = []
    value = holder = block
    identity = _id_of(block)
    may_branch = True
    for step in location:
        if may_branch and step in BRANCHES and isinstance(value, dict) and value.get("type") == step:
            may_branch = False
            continue
        path.append(str(step))
        may_branch = isinstance(step, int)
        holder, value = value, _inside(value, step)
        if path[-2:-1] == ["blocks"]:
            identity = _id_of(value)
    return path, identity, holder


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _id_of(block: object) -> str | None:
    return string(block, "id") or None if isinstance(block, dict) else None


def _message(found: ErrorDetails, path: list[str], holder: object) -> str:
    field = path[-1] if path else ""
    writer = WRITERS.get(found["type"])
    if writer:
        return writer(found, field, holder)
    return found["msg"] if found["type"] in OURS else f"“{field}”: {found['msg']}."


def _missing(_: ErrorDetails, field: str, holder: object) -> str:
    kind = string(holder, "type") if field == "id" and isinstance(holder, dict) else None
    if kind in CHOOSE:
        return CHOOSE[kind]
    return FILL_IN.get(field, f"Add “{field}”: it is missing.")


def _unknown_field(_: ErrorDetails, field: str, holder: object) -> str:
    entry = BLOCK_TYPES.get(string(holder, "type")) if isinstance(holder, dict) else None
    if not entry:
        return f"There is no “{field}” here. Remove it."
    if field in entry.refused:
        return entry.refused[field]
    near = get_close_matches(field, entry.model.model_fields, 1, cutoff=0.75)
    remedy = f"Did you mean “{near[0]}”?" if near else "Remove it."
    return f"{entry.label}: there is no “{field}” here. {remedy}"


def _unknown_type(found: ErrorDetails, _: str, __: object) -> str:
    context = found.get("ctx", {})
    given, known = str(context.get("tag")), str(context.get("expected_tags")).replace("'", "")
    if given == "box":
        return "A box cannot hold another box. Move the inner one out, below or above this one."
    return f"There is no type “{given[:40]}” here. Use one of: {known}."


def _one_of(found: ErrorDetails, field: str, _: object) -> str:
    expected = str(found.get("ctx", {}).get("expected", "")).replace("'", "")
    return f"“{field}” must be {expected}."


def _too_short(found: ErrorDetails, field: str, _: object) -> str:
    least = found.get("ctx", {}).get("min_length", 1)
    return f"“{field}” needs at least {least}. Add what is missing, or remove the block."


def _must_be(what: str) -> Callable[[ErrorDetails, str, object], str]:
    return lambda _, field, __: f"“{field}” must be {what}." if field else f"This must be {what}."


def _blank(_: ErrorDetails, field: str, __: object) -> str:
    return BLANK.get(field, f"“{field}” is empty. Fill it in.")


def _pattern(found: ErrorDetails, field: str, holder: object) -> str:
    given = str(found["input"])
    if given:
        remedy = PATTERN_REMEDIES.get(field, "Use small letters, digits and hyphens only.")
        return f"“{field}” cannot be “{given[:60]}”. {remedy}"
    empty = f"“{field}” is empty. Fill it in."
    return CHOOSE.get(string(holder, "type"), empty) if field == "id" and isinstance(holder, dict) else empty


PATTERN_REMEDIES = {
    "id": "Use the id that it was given when it was made.",
    "anchor": "Use small letters, digits and hyphens only.",
    "aspect_ratio": "Write two whole numbers, as 16:9.",
    "crop": "Write two whole numbers, as 16:9.",
    "lang": "Use a language code such as en or pt-BR.",
    "provider": "Use the provider’s name in small letters.",
    "type": "Use a media type such as video/mp4.",
}
WRITERS: dict[str, Callable[[Any, str, object], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_field,
    "union_tag_invalid": _unknown_type,
    "union_tag_not_found": lambda *_: "This has no type. Add “type”, for example “paragraph”.",
    "literal_error": _one_of,
    "too_short": _too_short,
    "string_too_short": _blank,
    "string_pattern_mismatch": _pattern,
    "string_type": _must_be("text"),
    "string_unicode": _must_be("text without broken characters"),
    "list_type": _must_be("a list"),
    "bool_type": _must_be("true or false"),
    "int_type": _must_be("a whole number"),
    "float_type": _must_be("a number"),
    "finite_number": _must_be("a number"),
    "model_type": _must_be("an object with fields"),
    "model_attributes_type": _must_be("an object with a type"),
    "dict_type": _must_be("an object with fields"),
}
OURS = frozenset({"text", "address", "moment", "null", "links", "provider", "recorded"})
