"""What was typed beside what others saved, as a page: what goes together by itself, and what is to be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.admin.comparison import block_row, field_rows
from articles.autosaving import merge_of, saved_content
from articles.differences import compare_bodies, compare_contents
from articles.differences.labels import story_label, type_label
from articles.editing import name_of
from articles.mentioned import mentioned_in
from articles.merging import BOTH, MINE, THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.admin.comparison import Row
    from articles.differences.labels import Names
    from articles.merging import Merge
    from articles.merging.choices import Side
    from articles.models import Article, Autosave
    from articles.rights import Person

ORDER = "order"


@dataclass(frozen=True)
class Choice:
    """A part that both changed."""

    name: str
    label: str
    rows: list[Row]
    # Value, words, and whether it is what was chosen before.
    answers: list[tuple[str, str, bool]]


def joined_page(autosave: Autosave, given: Any, *, by: Person) -> dict[str, Any]:
    article = autosave.article
    if article is None:
        return {}
    merge, saved = merge_of(autosave), saved_content(article)
    newest = article.revisions.select_related("by").first()
    base = article.revisions.filter(number=autosave.opened_version).first()
    contents = [autosave.content, saved, *([base.content] if base else [])]
    names = mentioned_in(contents, by=by).names
    who = {"mine": name_of(autosave.by), "theirs": name_of(newest.by if newest else None)}
    return {
        "autosave": autosave,
        "newest": newest,
        "who": who,
        "choices": list(choices_of(merge, names, given)),
        "mine": list(changed_rows(merge, "mine", names)),
        "theirs": list(changed_rows(merge, "theirs", names)),
    }


def choices_of(merge: Merge, names: Names, given: Any) -> Iterator[Choice]:
    for it in merge.clashes:
        rows = field_rows(compare_contents({it.name: it.theirs}, {it.name: it.mine}, names), names)
        if it.name == "body":
            rows = [
                block_row(change, names) for change in compare_bodies(it.theirs, it.mine, names) if not change.stayed
            ]
        yield Choice(it.name, story_label(it.name), rows, answers(it, given))
    if merge.body is None:
        return
    for block in merge.body.clashes:
        rows = list(block_rows(block.theirs, block.mine, names))
        yield Choice(block.name, type_label(block.theirs or block.mine), rows, answers(block, given))
    if merge.body.is_order_open:
        chosen = given.get(f"choose-{ORDER}", THEIRS)
        words = {THEIRS: "As saved", MINE: "As typed"}
        options = [(value, said, value == chosen) for value, said in words.items()]
        yield Choice(ORDER, "Order of the blocks: both moved some", [], options)


def answers(part: Any, given: Any) -> list[tuple[str, str, bool]]:
    words = {
        THEIRS: "What is saved" if part.theirs else "Leave it out, as saved",
        MINE: "What was typed" if part.mine else "Leave it out, as typed",
        BOTH: "Both, one after the other",
    }
    chosen = given.get(f"choose-{part.name}", "")
    return [(value, words[value], value == chosen) for value in (THEIRS, MINE, BOTH) if value in part.choices]


def changed_rows(merge: Merge, side: Side, names: Names) -> Iterator[Row]:
    """What only one of the two changed, against what both began with."""
    for it in merge.fields:
        if it.side == side and it.name != "body":
            yield from field_rows(compare_contents({it.name: it.base}, {it.name: getattr(it, side)}, names), names)
    if merge.body:
        for block in merge.body.changed_by(side):
            yield from block_rows(block.base, getattr(block, side), names)


def block_rows(before: Any, after: Any, names: Names) -> Iterator[Row]:
    old, new = ([block] if block else [] for block in (before, after))
    yield from (block_row(change, names) for change in compare_bodies(old, new, names))


def told_join(merge: Merge, who: str, article: Article) -> str:
    """In words: whose changes are where."""
    theirs, mine = told_parts(merge, "theirs"), told_parts(merge, "mine")
    return (
        f"{who} saved this story while you were writing, in other parts than you: version {article.version} has both."
        f" {who} changed: {theirs or 'nothing that one reads'}. You changed: {mine or 'nothing that one reads'}."
    )


def told_parts(merge: Merge, side: Side) -> str:
    fields = [story_label(it.name).lower() for it in merge.fields if it.side in {side, "alike"}]
    found = merge.body.changed_by(side) if merge.body else []
    text = [f"{len(found)} {'block' if len(found) == 1 else 'blocks'} of the text"] if found else []
    moved = merge.body is not None and merge.body.moved_by == side
    return ", ".join([*fields, *text, *(["the order of the text"] if moved else [])])
