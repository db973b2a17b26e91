"""Which stories large terms have in common, where those are few.

Two categories of 20,000 stories may share none, and whoever goes through the one to look for the other finds that out
at its end. The index of words has all mentions as well, and compares two such lists in the time of reading a page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from cms.delivery.hits import condition_of
from cms.delivery.sizes import Sizes
from cms.search.engine import engine_of
from cms.search.finding import current_index
from cms.search.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cms.delivery.expressions import Term
    from cms.delivery.filters import Filters

# A key that no story has.
NONE = ("-",)
# More are found soon enough by going through the rarest.
FEW = 100
# Those that were found to have many in common lately.
much_in_common = Sizes()


def narrowed_to_few(filters: Filters) -> Filters:
    """The same list, read by the keys of its stories where several large terms have only few in common."""
    few = few_with_all(filters.large) if len(filters.large) > 1 else None
    return filters if few is None else replace(filters, ways=(), within=few or NONE)


def few_with_all(terms: Sequence[Term]) -> tuple[str, ...] | None:
    """The keys of the stories that mention all of these, or None where that may be many."""
    name = ("article", " ".join(sorted(f"{it.kind}:{it.name}" for it in terms)))
    if much_in_common.of([name]):
        return None
    index = current_index()
    if index.is_behind:
        return None
    wanted = Wanted((), condition=("and", tuple(map(condition_of, terms))))
    found = engine_of(settings.DELIVERY_DATABASE).some(index.slot, wanted, FEW + 1)
    if len(found) > FEW:
        much_in_common.known[name] = len(found)
        return None
    return tuple(it.key for it in found)
