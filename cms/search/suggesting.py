"""What somebody perhaps meant who is found nothing: the same query with the words that no story has put right."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.conf import settings

from cms.search import vocabulary
from cms.search.finding import newest, read_with
from cms.search.query import read_query
from cms.search.words import WORD, folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cms.search.finding import Search


def suggestion(search: Search) -> str | None:
    """Never one that would find nothing: no word is told that only stories have which readers cannot find."""
    better = corrections(search)
    if not better:
        return None
    text = WORD.sub(lambda found: better.get(folded(found[0]), found[0]), search.query.text)
    try:
        corrected = read_with(search.index, read_query(text))
    except ValueError:
        # Longer than a query may be, now that its words are right.
        return None
    return text if newest(search.index, corrected.wanted(), 1) else None


def corrections(search: Search) -> Mapping[str, str]:
    using, slot = settings.DELIVERY_DATABASE, search.index.slot
    unknown = search.unknown_words()
    meant = vocabulary.meant_by(slot, unknown, using) if unknown else {}
    candidates = {it for those in meant.values() for it in those}
    usage = vocabulary.usage_of(slot, candidates)

    def likeness(word: str, candidate: str) -> tuple[float, int, str]:
        return SequenceMatcher(None, word, candidate).ratio(), usage[candidate].heads, candidate

    return {
        word: max((it for it in those if it in usage), key=lambda it, word=word: likeness(word, it))  # type: ignore[misc]
        for word, those in meant.items()
        if any(it in usage for it in those)
    }
