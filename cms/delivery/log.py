"""The publication log, for whoever wants to check it or to follow it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings

from cms.cache_keys import LOG
from cms.chain import public_facts
from cms.delivery import published, serializers
from cms.delivery.fields import select
from cms.delivery.numbered import Numbered
from cms.delivery.parameters import CURSOR, Parameter, choice, fields, limit
from cms.delivery.reading import shortened
from cms.delivery.records import answer_with, page_content
from cms.delivery.views import PublicView

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

    from cms.models import Event

LONGEST_PAGE = 1000
LAST = 2**63 - 1
LIMIT = limit(LONGEST_PAGE, default=100)
ORDERING = choice("ordering", "What comes first.", {"sequence": "the first event", "-sequence": "the last event"})


def read_sequence(text: str) -> int:
    if not re.fullmatch(r"\d{1,19}", text, re.ASCII) or int(text) > LAST:
        raise ValueError(f"must be the `sequence` of an event, or 0, not “{shortened(text)}”")
    return int(text)


AFTER = Parameter(
    name="after",
    description="Only events after this one: how to go on where one has read before.",
    read=read_sequence,
    schema={"type": "integer", "minimum": 0, "maximum": LAST},
    examples={"all but the first hundred": "100"},
)


class Log(PublicView):
    operation, group, summary = "list_events", "Log", "Everything that was ever published or withdrawn, in order"
    shape = serializers.EventSerializer
    parameters = (AFTER, ORDERING, LIMIT, fields("sequence,digest"), CURSOR)

    @property
    def documented_shape(self) -> Any:
        return serializers.records_of(serializers.EventSerializer)

    def get(self, request: Request) -> HttpResponse:
        given = self.given(request)
        selection = select(given["fields"], self.shape)
        after, ordering = given["after"] or 0, given["ordering"]
        listing = Numbered(f"log {ordering} {after}", "sequence", descending=ordering.startswith("-"))
        page = listing.page(published.events().filter(sequence__gt=after), given["limit"], given["cursor"])
        url = f"{settings.API_URL}/api/v1/log/"
        content = page_content([entry(event) for event in page.rows], selection, page, url, given)
        changed_at = max((event.at for event in page.rows), default=None)
        return answer_with(request, content, changed_at, [LOG])


def entry(event: Event) -> dict[str, Any]:
    key, _, value = event.signature.partition(":")
    signature = {"key": key, "value": value} if value else None
    return {**public_facts(event), "digest": event.digest, "signature": signature}
