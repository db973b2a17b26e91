"""What compiling makes of an object, for publishing to keep: its JSON, where it will stand, what it mentions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cms.keys import Name


@dataclass(frozen=True)
class Mention:
    kind: str
    key: str
    # Whether lists filtered by what is mentioned show the document: a tag does, a link in the text does not.
    listed: bool = True


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """What `compile_*` makes of an object: plain JSON, and where it will stand.

    `body` and `card` carry `version` and `dates.modified_at` as placeholders, which publishing fills in.
    `change` names the event where "published" or "updated" would not say enough.
    """

    kind: str
    key: str
    body: dict[str, Any]
    card: dict[str, Any]
    published_at: datetime
    updated_at: datetime
    path: str = ""
    slug: str = ""
    title: str = ""
    listed: bool = True
    mentions: frozenset[Mention] = field(default_factory=frozenset)
    change: str = ""
    # The document in other forms, by name. They follow from `body` and nothing else.
    forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> Name:
        return self.kind, self.key
