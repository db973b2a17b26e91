"""Text with marks: a list of spans, each a run of characters that carry the same marks."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from articles.blocks.characters import tidy, without_breaks
from articles.blocks.fields import Address, Key, Language, Maybe, Part, Text, Words

# From the outermost mark to the innermost, so that neighbours which share a link or a language share its element too.
MARK_ORDER = ("link", "lang", "entity", "correction", "strong", "em", "strike", "sup", "sub", "code")
RANKS = {name: rank for rank, name in enumerate(MARK_ORDER)}


class Reference(Part):
    type: Literal["article", "author", "category", "tag", "collection"]
    id: Key


class StyleMark(Part):
    type: Literal["strong", "em", "strike", "code", "sup", "sub"]


class LinkMark(Part):
    type: Literal["link"]
    href: Address
    title: Maybe[Text] = None
    rel: list[Literal["nofollow", "sponsored", "ugc"]] = Field(default_factory=list)
    ref: Maybe[Reference] = None


class LanguageMark(Part):
    type: Literal["lang"]
    lang: Language
    dir: Maybe[Literal["ltr", "rtl"]] = None


class EntityMark(Part):
    type: Literal["entity"]
    tag_id: Key


class CorrectionMark(Part):
    type: Literal["correction"]
    correction_id: Key


Mark = Annotated[StyleMark | LinkMark | LanguageMark | EntityMark | CorrectionMark, Field(discriminator="type")]


def _one_link(marks: list[Mark]) -> list[Mark]:
    if len(marks) > 1 and sum(mark.type == "link" for mark in marks) > 1:
        raise PydanticCustomError("links", "The same words carry two links. Keep one of them.")
    return marks


class Span(Part):
    text: Words
    marks: Annotated[list[Mark], AfterValidator(_one_link)] = Field(default_factory=list)


Rich = list[Span]


def ordered(marks: list[Any]) -> list[Any]:
    """Outermost first, each once; what is no mark of ours keeps its place behind them."""
    unique: dict[str, Any] = {}
    for mark in marks:
        unique.setdefault(repr(mark), mark)
    return sorted(unique.values(), key=_rank)


def clean_spans(spans: list[Any]) -> list[Any]:
    cleaned: list[Any] = []
    merged: list[tuple[dict[str, Any], list[str]]] = []
    last: dict[str, Any] | None = None
    parts: list[str] = []
    for span in spans:
        if not _is_span(span):
            cleaned.append(span)
            last = None
            continue
        text = tidy(span["text"])
        marks = _clean_marks(span["marks"]) if "marks" in span else []
        if text and last is not None and last.get("marks", []) == marks:
            if len(parts) == 1:
                merged.append((last, parts))
            parts.append(text)
        elif text:
            last, parts = {"text": text, "marks": marks} if marks else {"text": text}, [text]
            cleaned.append(last)
    for span, parts in merged:
        # Composed again, because a letter and its accent may have met only now.
        span["text"] = tidy("".join(parts))
    return cleaned


def _is_span(value: Any) -> bool:
    """Whether nothing is lost by rewriting it: no field that we do not know, nothing of another type."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("text"), str)
        and (len(value) == 1 or (len(value) == 2 and isinstance(value.get("marks"), list)))
    )


def _clean_marks(marks: list[Any]) -> list[Any]:
    cleaned = [_clean_mark(mark) for mark in marks]
    return ordered(cleaned) if len(cleaned) > 1 else cleaned


def _clean_mark(mark: Any) -> Any:
    if not isinstance(mark, dict) or mark.get("type") != "link":
        return mark
    tidied = dict(mark)
    if isinstance(href := mark.get("href"), str):
        tidied["href"] = without_breaks(href)
    if isinstance(title := mark.get("title"), str):
        tidied["title"] = tidy(title)
    return tidied


def _rank(mark: Any) -> int:
    kind = mark.get("type") if isinstance(mark, dict) else None
    return RANKS.get(kind, len(RANKS)) if isinstance(kind, str) else len(RANKS)
