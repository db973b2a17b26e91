"""What came in with the file: its content credentials in plain words, and what it said of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join

from media.metadata import Found

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from media.models import Image

# By state: colour, what it is called, and what that means. Only the first may look as if somebody vouched for it.
CREDENTIALS = {
    "valid": (
        "success",
        "Verified",
        "Signed by {issuer}, whose certificate is on our list, and not changed since.",
    ),
    "untrusted": (
        "warning",
        "Not verified",
        "Not changed since somebody signed it who calls themselves {issuer}. Nobody whom we trust says who that is.",
    ),
    "invalid": (
        "danger",
        "Broken",
        "The signature of {issuer} does not hold: the file or its credentials were changed afterwards.",
    ),
}
UNREAD = ("warning", "Not checked", "The file carries content credentials, which could not be read here.")
NONE = "The file came without any."
UNSIGNED = "The files that readers get are made anew and are not signed."
NAMES = {"alt": "Alternative text", "country_code": "Code of the country"}


def credentials_line(image: Image) -> SafeString:
    told = image.credentials_told
    if told is None:
        return format_html("{} {}", NONE, UNSIGNED)
    colour, name, meaning = CREDENTIALS.get(told["state"], UNREAD)
    issuer = f"“{told['issuer']}”" if told["issuer"] else "somebody without a name"
    badge = format_html('<span class="state-badge state-{}">{}</span>', colour, name)
    return format_html("{} {} {}", badge, meaning.format(issuer=issuer), UNSIGNED)


def said(image: Image) -> SafeString | str:
    rows = [(name_of(field), text_of(image.found[field])) for field in FIELDS if image.found.get(field)]
    if not rows:
        return "Nothing."
    return format_html(
        '<dl class="picture-said">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
    )


FIELDS = tuple(Found.__dataclass_fields__)


def name_of(field: str) -> str:
    return NAMES.get(field, field.replace("_", " ").capitalize())


def text_of(value: Any) -> str:
    return ", ".join(str(it) for it in value) if isinstance(value, list) else str(value)
