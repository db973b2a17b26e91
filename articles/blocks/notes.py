"""The editorial voice inside a story. What admits an error is written by the server, from the record of the error."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from articles.blocks import inline
from articles.blocks.entry import Block, BlockType, always, frame
from articles.blocks.fields import Moment
from articles.blocks.spans import Rich
from cms import markdown, markup
from cms.plain import Json, string

LABELS = {
    "correction": "Correction",
    "clarification": "Clarification",
    "retraction": "Retraction",
    "editors_note": "Editor’s note",
    "update": "Update",
    "disclosure": "Disclosure",
    "content_warning": "Content warning",
    "ai_disclosure": "How AI was used",
    "sponsor": "Sponsor",
}
RECORDED = frozenset({"correction", "clarification", "retraction"})


def _written_by_people(kind: object) -> object:
    if isinstance(kind, str) and kind in RECORDED:
        message = "A {kind} cannot be typed into the story. Add it under Corrections; its note then appears by itself."
        raise PydanticCustomError("recorded", message, {"kind": kind})
    return kind


class NoteBlock(Block):
    type: Literal["note"]
    kind: Annotated[
        Literal["editors_note", "update", "disclosure", "content_warning", "ai_disclosure", "sponsor"],
        BeforeValidator(_written_by_people),
    ]
    text: Rich
    date: Moment


def _note_html(block: Json) -> str:
    kind, correction = string(block, "kind"), string(block, "correction_id")
    label = markup.element("strong", None, f"{_label(block)}:")
    words = markup.element("p", None, label, " ", inline.html(block.get("text")))
    date = string(block, "date")
    return frame("aside", block, "note", words, role="note", kind=kind, correction=correction, date=date)


def _label(block: Json) -> str:
    return LABELS.get(string(block, "kind"), "Note")


TYPES: tuple[BlockType[Any], ...] = (
    BlockType(
        model=NoteBlock,
        label="Note",
        empty={"type": "note", "kind": "editors_note", "text": [], "date": ""},
        html=_note_html,
        text=lambda block: f"{_label(block)}: {inline.text(block.get('text'))}",
        markdown=lambda block: markdown.quoted(f"**{_label(block)}:** {inline.md(block.get('text'))}"),
        counted=always,
        refused={"correction_id": "Only the server links a note to a correction. Remove “correction_id”."},
    ),
)
