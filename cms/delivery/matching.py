"""`q=` on lists: those of a list's stories that have these words, in the order of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cms.delivery import published
from cms.delivery.hits import ByTime, narrowed
from cms.delivery.pagination import MOST_COUNTED, Page, Row
from cms.delivery.parameters import Parameter
from cms.delivery.problems import invalid
from cms.search.finding import current_index, newest, read_with
from cms.search.query import LONGEST_QUERY, read_query
from cms.wire import digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cms.delivery.filters import Filters
    from cms.delivery.parameters import Given
    from cms.delivery.presentation import Columns
    from cms.search.finding import Index
    from cms.search.query import Query
    from cms.search.wanted import Found, Wanted

Q = Parameter(
    name="q",
    description=(
        'What to look for: all of these words, in any form. `"…"` for words that follow one another, `-` before what '
        "must not be there, `*` behind the beginning of a word, `OR` between alternatives. Accents and capitals count "
        "for nothing."
    ),
    read=read_query,
    schema={"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY},
    examples={
        "two words": "harbour storm",
        "a phrase, and what to leave out": '"harbour reopens" -ferry',
        "a beginning, or another word": "harb* OR port",
    },
)


@dataclass(frozen=True)
class Matching:
    query: Query
    filters: Filters
    oldest_first: bool = False

    @property
    def name(self) -> str:
        return digest_of(f"{self.query.text} {self.oldest_first} {self.filters.name}")[:12]

    def wanted(self, index: Index) -> Wanted:
        return narrowed(read_with(index, self.query).wanted(), self.filters)

    def page(self, columns: Columns, limit: int, cursor: str | None) -> Page:
        """Raises a Problem where the cursor is no good."""
        index = current_index()
        hits = ByTime(self.name, index, self.wanted(index), self.oldest_first).page(limit, cursor)
        rows = rows_of(hits.found, columns, index)
        return Page(rows, hits.previous, hits.next, lasts=not index.is_behind)

    def count(self) -> dict[str, Any]:
        index = current_index()
        found = newest(index, self.wanted(index), MOST_COUNTED + 1)
        return {
            "count": min(len(found), MOST_COUNTED),
            "count_is": "at_least" if len(found) > MOST_COUNTED else "exact",
        }


def rows_of(found: Sequence[Found], columns: Columns, index: Index) -> list[Row]:
    """Of what is listed at this moment, whatever the index thinks."""
    forms = (columns.form,) if columns.form else ()
    stories = published.listed_stories([it.key for it in found], columns.text, forms)
    those = [(it, stories[it.key]) for it in found if it.key in stories]
    return [Row(story.pk, it.key, it.place, story.text, index.at, next(iter(story.forms), None)) for it, story in those]


def matching(given: Given, filters: Filters) -> Matching:
    """Raises a Problem where the words of stories cannot be had in that order."""
    if given["ordering"] == "-updated_at" or filters.updated_after:
        name = "updated_after" if filters.updated_after else "ordering"
        detail = f"`{name}` does not go with `q`, which finds stories in the order of `published_at`. Leave out either."
        raise invalid([{"parameter": name, "detail": detail}])
    return Matching(given["q"], filters, oldest_first=given["ordering"] == "published_at")
