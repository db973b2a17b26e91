"""Tells a CDN or an nginx in front of the API what to forget, by the keys that its answers carry in `Surrogate-Key`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings

from cms import nginx
from cms.cache_keys import touched_by
from cms.calls import call
from cms.events import follow
from cms.wire import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cms.models import Event

# Until then a web process may give out what it has kept, which the CDN would take for new.
SETTLED_AFTER = 0.3
# What the narrowest of them takes at once.
MOST_KEYS = 100


def purge() -> int:
    """Returns how many events were told of. What the CDN did not take is told again."""
    return follow("cms.cdn", tell) if settings.CDN_PURGE_URL else 0


def tell(events: Sequence[Event]) -> None:
    time.sleep(SETTLED_AFTER)
    keys = list(dict.fromkeys(key for it in events for key in touched_by(it.type, it.kind, it.key)))
    if settings.CDN_PURGE_URL.startswith(nginx.FOLDER):
        nginx.forget(settings.CDN_PURGE_URL, keys)
        return
    name, _, value = settings.CDN_PURGE_HEADER.partition(": ")
    credentials = {name: value} if name else {}
    for start in range(0, len(keys), MOST_KEYS):
        those = keys[start : start + MOST_KEYS]
        # In the header for Fastly and Varnish, in the body for Cloudflare.
        headers = {**credentials, "Surrogate-Key": " ".join(those), "Content-Type": "application/json"}
        call(settings.CDN_PURGE_METHOD, settings.CDN_PURGE_URL, to_json({"tags": those}), headers)
