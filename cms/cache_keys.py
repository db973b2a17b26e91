"""By which keys caches forget answers, and which of them an event touches: answers may carry no other."""

from __future__ import annotations

# Touched by every event: carried by the log itself, and by answers that lead elsewhere or say that something is gone,
# because whatever is published next may take the name.
LOG = "log"
# Carried by what shows old versions, which nothing but a removal can change.
REMOVALS = "list:removal"
# The last part of an event's type, where it hides what readers had before.
HIDING = ("unpublished", "taken_down", "retracted", "taken_back")


def touched_by(type_: str, kind: str, key: str) -> tuple[str, ...]:
    """The keys of what an event of this type may have changed."""
    removals = (REMOVALS,) if type_.endswith(HIDING) else ()
    return f"{kind}:{key}", f"list:{kind}", LOG, *removals
