"""Marks on words, told in words: what is bold, where a link leads, and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from articles.differences.labels import told
from cms.plain import Json, string, thing

if TYPE_CHECKING:
    from articles.differences.labels import Names
    from cms.comparison.words import Run

STYLES = {
    "strong": "bold",
    "em": "italic",
    "strike": "struck out",
    "sup": "raised",
    "sub": "lowered",
    "code": "code",
}


def told_marks(run: Run, names: Names) -> list[str]:
    """What the words themselves do not show: links, languages and the like on new or removed words; for words that
    stayed, which marks came and which went."""
    if run.kind == "same":
        return []
    if run.kind != "remarked":
        return [mark_words(mark, names) for mark in run.marks if not _is_style(mark)]
    gone = [mark for mark in run.were if mark not in run.marks]
    new = [mark for mark in run.marks if mark not in run.were]
    said = []
    for mark in list(new):
        if former := next((it for it in gone if _type(it) == _type(mark)), None):
            gone.remove(former)
            new.remove(mark)
            said.append(f"{mark_words(former, names)} became {mark_words(mark, names)}")
    said += [f"no longer {mark_words(mark, names)}" for mark in gone]
    said += [f"now {mark_words(mark, names)}" for mark in new]
    return said or ["marked in another order"]


def mark_words(mark: Any, names: Names) -> str:
    kind = _type(mark)
    if kind == "link":
        return _link_words(mark, names)
    if _is_style(mark):
        return STYLES[kind]
    if kind == "lang":
        return " ".join(filter(None, ["in the language", string(mark, "lang"), string(mark, "dir")]))
    if kind == "entity":
        return f"tagged {told(mark.get('tag_id'), names)}"
    return f"marked {json.dumps(mark, ensure_ascii=False, sort_keys=True)}"


def _link_words(mark: Json, names: Names) -> str:
    target, about = string(mark, "href"), thing(mark, "ref")
    words = f"link to {target}" if target else "link"
    if about:
        words += f" ({string(about, 'type')} “{told(about.get('id'), names)}”)"
    rest = {name: it for name, it in mark.items() if name not in {"type", "href", "ref"} and it}
    return words + "".join(f", {name}: {it if isinstance(it, str) else json.dumps(it)}" for name, it in rest.items())


def _is_style(mark: Any) -> bool:
    return _type(mark) in STYLES and len(mark) == 1


def _type(mark: Any) -> str:
    return string(mark, "type") if isinstance(mark, dict) else ""
