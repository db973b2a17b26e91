"""What the rights mean for readers: as a line on the picture's page, as a filter, and as the desk's two lists."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from cms.addresses import api_url
from cms.models import Document, Reference
from media.admin.showing import row, thumbnail
from media.models import GENERATED, KILLED, Image
from media.usage import Use

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser, PermissionsMixin
    from django.utils.safestring import SafeString

SOON = timedelta(days=30)
# On one page; the list of pictures has a filter for the rest.
MOST = 100
KILL = Q(instructions__iregex=KILLED)
LACKING = Q(alt="", decorative=False) | Q(credit="") | Q(digital_source_type__in=GENERATED, ai_label="")


class Standing(NamedTuple):
    """How readers stand to a picture; the colour only repeats what the words say."""

    colour: str
    short: str
    words: str


def conditions(now: datetime) -> dict[str, tuple[str, Q]]:
    """By name, the states in which a picture's rights can be. A picture can be in several of the bad ones."""
    lasting = Q(expires_at=None) | Q(expires_at__gt=now + SOON)
    open_ = Q(embargo_until=None) | Q(embargo_until__lte=now)
    return {
        "fine": ("Nothing stands against it", Q(withheld=False) & lasting & open_ & ~KILL),
        "ending": ("Rights end within 30 days", Q(expires_at__gt=now, expires_at__lte=now + SOON)),
        "ended": ("Rights ended", Q(expires_at__lte=now)),
        "embargoed": ("Under embargo", Q(embargo_until__gt=now)),
        "withdrawn": ("Withdrawn", Q(withheld=True)),
        "killed": ("Killed by its agency", KILL),
    }


def moment(time: datetime) -> str:
    """In the zone of whoever looks."""
    return date_format(timezone.localtime(time), "j F Y, H:i")


def standing(image: Image, *, live: bool) -> Standing:
    now = timezone.now()
    if image.withheld:
        return Standing("danger", "Withdrawn", "Withdrawn by the desk. No story shows it until it is published again.")
    if image.expires_at and image.expires_at <= now:
        return Standing("danger", "Rights ended", f"Rights ended on {moment(image.expires_at)}. No story shows it.")
    if image.is_killed:
        words = "Killed by its agency, as its instructions say. No story shows it; choose another one."
        return Standing("danger", "Killed", words)
    if live:
        end = f" until {moment(image.expires_at)}, when its rights end" if image.expires_at else ""
        soon = image.expires_at and image.expires_at <= now + SOON
        return Standing("success", "Public, ending soon" if soon else "Public", f"Readers have it{end}.")
    if image.embargo_until and image.embargo_until > now:
        words = f"Not public yet: it is under embargo until {moment(image.embargo_until)}."
        return Standing("warning", "Under embargo", words)
    return Standing("warning", "Not public", f"Not public {'any more' if image.published_at else 'yet'}: {why(image)}.")


def why(image: Image) -> str:
    lacking = " and ".join(image.shortcomings())
    return f"it {lacking}" if lacking else "no public story shows it"


def state_line(image: Image, *, live: bool) -> SafeString:
    at_readers = standing(image, live=live)
    address = api_url("image", image.key)
    link = format_html(' <a class="quiet-link picture-link" href="{}">What readers get</a>', address) if live else ""
    line = format_html('<p class="picture-state picture-state-{}">{}{}</p>', at_readers.colour, at_readers.words, link)
    cautions = [(it,) for it in image.cautions()]
    if not cautions:
        return line
    return line + format_html(
        '<ul class="picture-cautions" aria-label="To be looked at">{}</ul>',
        format_html_join("", "<li>{}</li>", cautions),
    )


def desk_lists(user: PermissionsMixin | AnonymousUser) -> list[dict[str, Any]]:
    """What public stories lost because rights ended, what they are going to lose, and what they show but must not."""
    now, states = timezone.now(), conditions(timezone.now())
    in_public = Reference.objects.filter(kind="image", key=OuterRef("pk"))
    ended = Image.objects.filter(Exists(in_public), states["ended"][1]).order_by("-expires_at", "-key")
    ending = Image.objects.filter(states["ending"][1]).order_by("expires_at", "-key")
    public = Document.objects.live().filter(kind="image", key=OuterRef("key"))
    lacking = Image.objects.filter(LACKING, Exists(public)).order_by("-key")
    lists = {"ended": ended, "ending": ending, "lacking": lacking}
    rows = {state: list(found[: MOST + 1]) for state, found in lists.items()}
    uses = public_uses([image for found in rows.values() for image in found])
    return [
        {
            "state": state,
            "more": len(found) > MOST,
            "pictures": [
                {
                    "picture": image,
                    "thumbnail": thumbnail(image),
                    "uses": [row(use, user) for use in uses[image.key]],
                    "days": (timezone.localtime(image.expires_at).date() - timezone.localtime(now).date()).days
                    if image.expires_at
                    else 0,
                }
                for image in found[:MOST]
            ],
        }
        for state, found in rows.items()
    ]


def public_uses(images: Iterable[Image]) -> dict[str, list[Use]]:
    """By the picture's key, all public documents that mention it, the newest first. One query."""
    mentions = Reference.objects.filter(kind="image", key__in=[image.key for image in images])
    mentions = mentions.select_related("document").defer("document__body", "document__card")
    found: dict[str, list[Use]] = defaultdict(list)
    for it in mentions.order_by("-published_at", "-document_key"):
        found[it.key].append(Use(it.document_kind, it.document_key, it.document.title, public=True))
    return found
