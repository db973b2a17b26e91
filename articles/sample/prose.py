"""Text as the sample's writers type it, into spans with marks.

`**strong**`, `*em*`, `~~strike~~`, `^sup^`, `~sub~` and backquotes for code; `[words](target)` for the rest, where the
target is an address (after it `nofollow`, `sponsored` or `ugc`), `article:SLUG`, `author:SLUG`, `category:SLUG`,
`tag:SLUG`, `entity:TAG`, `correction:ID` or `lang:CODE`, which `:rtl` may follow. A backslash takes the next character
as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from articles.sample.content import Json

TOKEN = re.compile(r"\\(?P<literal>.)|(?P<sign>\*\*|\*|~~|~|\^|`)|(?P<open>\[)|\]\((?P<target>[^)]*)\)")
SIGNS = {"**": "strong", "*": "em", "~~": "strike", "~": "sub", "^": "sup", "`": "code"}
ORDER = ("link", "lang", "entity", "correction", "strong", "em", "strike", "sup", "sub", "code")
REFERENCES = frozenset({"article", "author", "category", "tag"})


class Writing:
    """One text while it is read: the spans so far, the signs that are open, and where the brackets opened."""

    def __init__(self, address: Callable[[str, str], str]) -> None:
        self.address = address
        self.spans: list[Json] = []
        self.open: list[str] = []
        self.brackets: list[int] = []

    def say(self, text: str) -> None:
        if text:
            self.spans.append({"text": text, "marks": [{"type": kind} for kind in self.open]})

    def turn(self, kind: str) -> None:
        if kind in self.open:
            self.open.remove(kind)
        else:
            self.open.append(kind)

    def close(self, target: str) -> None:
        mark = self.mark_of(target)
        for span in self.spans[self.brackets.pop() :]:
            span["marks"].append(mark)

    def mark_of(self, target: str) -> Json:
        kind, _, name = target.partition(":")
        if kind in REFERENCES:
            return {"type": "link", "href": self.address(kind, name), "ref": {"type": kind, "slug": name}}
        if kind == "entity":
            return {"type": "entity", "tag_id": {"tag": name}}
        if kind == "correction":
            return {"type": "correction", "correction_id": {"correction": name}}
        if kind == "lang":
            language, _, direction = name.partition(":")
            return {"type": "lang", "lang": language} | ({"dir": direction} if direction else {})
        href, *rel = target.split()
        return {"type": "link", "href": href} | ({"rel": rel} if rel else {})


def spans_of(text: str, address: Callable[[str, str], str]) -> list[Json]:
    """`address` answers the path of what a target names: its kind, its slug."""
    writing, at = Writing(address), 0
    for token in TOKEN.finditer(text):
        writing.say(text[at : token.start()])
        at = token.end()
        if token["literal"]:
            writing.say(token["literal"])
        elif token["sign"]:
            writing.turn(SIGNS[token["sign"]])
        elif token["open"]:
            writing.brackets.append(len(writing.spans))
        else:
            writing.close(token["target"])
    writing.say(text[at:])
    if writing.open or writing.brackets:
        raise ValueError(f"A mark is opened and not closed in: {text[:80]}")
    return merged(writing.spans)


def merged(spans: list[Json]) -> list[Json]:
    whole: list[Json] = []
    for span in spans:
        marks = sorted(span["marks"], key=lambda mark: ORDER.index(mark["type"]))
        if whole and whole[-1].get("marks", []) == marks:
            whole[-1]["text"] += span["text"]
        else:
            whole.append({"text": span["text"], "marks": marks} if marks else {"text": span["text"]})
    return whole
