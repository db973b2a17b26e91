"""The reference page: a story as a small website would show it, drawn from its compiled document alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from articles import blocks
from articles.models import Contribution, Publication
from articles.models.publication import UNNAMED

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

JSON = dict[str, Any]

# Named below the text; the others stand in the byline.
IN_BYLINE = {Contribution.Role.AUTHOR, Contribution.Role.ADDITIONAL_REPORTING}


def page_of(document: JSON, *, until: datetime | None = None) -> str:
    """`until` is for outsiders: how long they may look, told at the top."""
    lead = document["lead_media"]
    context = {
        "document": document,
        "policy": policy(),
        "until": until,
        "embargo": moment(document["preview"]["embargo_until"]),
        "publication": Publication.objects.values_list("name", flat=True).first() or UNNAMED,
        "standfirst": html([{"id": "standfirst", "type": "paragraph", "text": document["standfirst"]}]),
        "lead": html([lead]) if lead else "",
        "body": html(document["body"]["blocks"]),
        "published": moment(document["dates"]["published_at"]),
        "updated": moment(document["dates"]["updated_at"]),
        "helpers": helpers(document["byline"]["contributors"]),
        "writers": [it["author"] for it in document["byline"]["contributors"] if it["role"] in IN_BYLINE],
    }
    return render_to_string("articles/preview/article.html", context)


def helpers(contributors: list[JSON]) -> list[JSON]:
    others = [it for it in contributors if it["role"] not in IN_BYLINE]
    return [{"role": Contribution.Role(it["role"]).label, "name": it["author"]["name"]} for it in others]


def html(story: list[JSON]) -> SafeString:
    """Ours from the first sign to the last: the projection escapes what people wrote."""
    return mark_safe(blocks.to_html(story))  # noqa: S308 (see above)


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def policy() -> str:
    """What a browser may load for the page: nothing that runs, and nothing of another site but films."""
    return (
        f"default-src 'none'; img-src 'self' {settings.API_URL}; media-src 'self' https:; style-src 'self';"
        " base-uri 'none'; form-action 'none'"
    )
