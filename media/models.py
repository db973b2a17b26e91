from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cms.keys import KeyField, new_key
from media.metadata import Credits
from media.renditions import CROPS, Original, manifest_of

if TYPE_CHECKING:
    from datetime import datetime

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# Defaults that the database knows as well: while this version takes the place of one that has no such columns, that one
# goes on storing pictures.
EMPTY: dict[str, Any] = {"default": "", "db_default": ""}
NO: dict[str, Any] = {"default": False, "db_default": False}
NOTHING: dict[str, Any] = {"default": dict, "db_default": models.Value({}, models.JSONField())}
WORDS: dict[str, Any] = {"default": list, "db_default": models.Value([], models.JSONField())}
# How agencies say, in the instructions of a picture, that it must never be shown, in a form that both databases know.
KILLED = r"mandatory[\s_-]*kill"
KILL = re.compile(KILLED, re.IGNORECASE)
# What else they say there that a desk must have read.
NO_SALES = re.compile(r"no[\s_-]*sales", re.IGNORECASE)
RESTRICTIONS = (
    (NO_SALES, "Its instructions say NO SALES: do not pass it on to partners."),
    (
        re.compile(r"embargo", re.IGNORECASE),
        "Its instructions speak of an embargo: read them, and set “embargo until”.",
    ),
)
# What rounding may add.
SLACK = 0.001
WITHIN = [MinValueValidator(0), MaxValueValidator(1)]


def original_name(image: Image, filename: str = "") -> str:
    """Originals are named by their content, so that a file's name tells nothing and clashes with nothing."""
    return f"{image.digest[:2]}/{image.digest}.{image.format.lower()}"


def check_crops(value: Any) -> None:
    """By ratio, four shares that make a part of the picture. Raises ValidationError."""
    if not isinstance(value, dict):
        raise ValidationError("Crops: write them by ratio.")
    for ratio, cut in value.items():
        if ratio not in CROPS:
            raise ValidationError(f"Crops: there is no crop of {ratio}; there are {', '.join(CROPS)}.")
        if not is_part(cut):
            raise ValidationError(f"The crop of {ratio} does not lie in the picture: draw it again.")


def is_part(cut: Any) -> bool:
    if not (isinstance(cut, list) and len(cut) == 4 and all(type(it) in {int, float} for it in cut)):
        return False
    left, top, width, height = cut
    inside = all(0 <= it <= 1 for it in cut) and left + width <= 1 + SLACK and top + height <= 1 + SLACK
    return bool(inside and width > SLACK and height > SLACK)


class Image(models.Model):
    """A picture as it came in, kept bit for bit, and what the desk says of it."""

    class Rights(models.TextChoices):
        """Where the right to show it comes from; the photo desks' usual terms."""

        UNKNOWN = "", "Not known yet"
        STAFF = "staff", "Staff photographer or illustrator"
        COMMISSIONED = "commissioned", "Commissioned"
        AGENCY = "agency", "Agency, under a subscription"
        CHARGEABLE = "chargeable", "Chargeable for each use"
        POOL = "pool", "Pool"
        HANDOUT = "handout", "Handout: only with the story that it was given for"
        PUBLICITY = "publicity", "Publicity"
        SCREENGRAB = "screengrab", "Screen grab"
        SOCIAL = "social", "From social media, with consent"
        OBITUARY = "obituary", "Given for an obituary"
        CREATIVE_COMMONS = "creative_commons", "Creative Commons"
        PUBLIC_DOMAIN = "public_domain", "Public domain"

    class SourceType(models.TextChoices):
        """IPTC's digital source types: how the picture was made."""

        UNKNOWN = "", "Not known"
        CAPTURE = "digitalCapture", "Photograph, from a camera"
        COMPUTATIONAL = "computationalCapture", "Photograph, put together by the camera from several"
        NEGATIVE = "negativeFilm", "Scan of a negative"
        POSITIVE = "positiveFilm", "Scan of a slide"
        PRINT = "print", "Scan of a print"
        SCREEN = "screenCapture", "Screen capture"
        VIRTUAL = "virtualRecording", "Recording of a virtual event"
        HUMAN_EDITS = "humanEdits", "Edited by hand, beyond what is usual"
        ENHANCED = "algorithmicallyEnhanced", "Enhanced by software"
        CREATION = "digitalCreation", "Drawn or made with software, by hand"
        DATA = "dataDrivenMedia", "Graphic from data"
        ALGORITHMIC = "algorithmicMedia", "Made by software, without training data"
        COMPOSITE = "composite", "Composite"
        COMPOSITE_CAPTURE = "compositeCapture", "Composite of photographs"
        COMPOSITE_SYNTHETIC = "compositeSynthetic", "Composite with made-up parts"
        COMPOSITE_TRAINED = "compositeWithTrainedAlgorithmicMedia", "Composite with parts by generative AI"
        TRAINED = "trainedAlgorithmicMedia", "Made by generative AI"

    class DataMining(models.TextChoices):
        """The PLUS Coalition's terms for what machines may learn from it."""

        UNKNOWN = "", "Not said"
        UNSPECIFIED = "DMI-UNSPECIFIED", "Neither allowed nor forbidden"
        ALLOWED = "DMI-ALLOWED", "Allowed"
        NO_TRAINING = "DMI-PROHIBITED-AIMLTRAINING", "Not for training AI"
        NO_GENERATIVE_TRAINING = "DMI-PROHIBITED-GENAIMLTRAINING", "Not for training generative AI"
        ONLY_SEARCH = "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", "Only for search engines"
        PROHIBITED = "DMI-PROHIBITED", "Forbidden"
        CONSTRAINED = "DMI-PROHIBITED-SEECONSTRAINT", "Forbidden, but see the usage terms"

    key = KeyField(primary_key=True, default=new_key, editable=False)
    file = models.FileField(upload_to=original_name, max_length=200)
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the original.")
    format = models.CharField(max_length=10, editable=False)
    width = models.PositiveIntegerField(editable=False, help_text="In pixels, upright.")
    height = models.PositiveIntegerField(editable=False)
    transparent = models.BooleanField(editable=False, **NO)
    moving = models.BooleanField(**NO, editable=False, help_text="It has several frames.")
    fingerprint = models.BigIntegerField(
        default=0, editable=False, help_text="Near for pictures that look alike, whatever their size.", db_default=0
    )
    thumbhash = models.CharField(max_length=60, blank=True, editable=False, **EMPTY)
    colour = models.CharField(max_length=7, blank=True, editable=False, **EMPTY)
    credentials = models.JSONField(
        **NOTHING,
        editable=False,
        help_text="What the content credentials in the file say, and whether they hold.",
    )
    found = models.JSONField(
        **NOTHING,
        editable=False,
        help_text="What the file said of itself when it came in; never changed.",
    )
    title = models.CharField(
        max_length=200, blank=True, help_text="For finding it in the newsroom; readers never see it."
    )
    alt = models.CharField(
        "alternative text", max_length=500, blank=True, help_text="What the picture shows, for those who cannot see it."
    )
    decorative = models.BooleanField(
        default=False, help_text="It adds nothing to the text, so it needs no alternative text."
    )
    long_description = models.TextField(
        blank=True, help_text="For graphics: all that they tell, for those who cannot see them.", **EMPTY
    )
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text="As printed: Cal Lens/Agency.")
    creator = models.CharField(max_length=200, blank=True, help_text="Who took or made it.", **EMPTY)
    # Of an author's profile. This app knows no authors, only what readers know of them.
    creator_author = KeyField("creator's profile", blank=True, **EMPTY)
    source = models.CharField(max_length=200, blank=True, help_text="Who gave it to us.", **EMPTY)
    copyright_notice = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField("taken", null=True, blank=True)
    event = models.CharField(max_length=200, blank=True, help_text="For finding it; readers never see it.", **EMPTY)
    people = models.JSONField("people shown", blank=True, **WORDS)
    place = models.CharField(max_length=200, blank=True, **EMPTY)
    region = models.CharField("state or province", max_length=100, blank=True, **EMPTY)
    country = models.CharField(max_length=100, blank=True, **EMPTY)
    keywords = models.JSONField(blank=True, **WORDS)
    digital_source_type = models.CharField(
        "how it was made",
        max_length=50,
        blank=True,
        choices=SourceType.choices,
        **EMPTY,
    )
    ai_system = models.CharField(
        "made with", max_length=200, blank=True, help_text="The name and version of the generative AI.", **EMPTY
    )
    ai_label = models.CharField(
        "what readers are told about AI",
        max_length=200,
        blank=True,
        help_text="Readers have no picture by generative AI without it: Illustration made with generative AI.",
        **EMPTY,
    )
    rights = models.CharField(max_length=30, blank=True, choices=Rights.choices, **EMPTY)
    licence_url = models.URLField(
        "address of the licence",
        max_length=500,
        blank=True,
        help_text="The page that says what may be done with it (IPTC: Web Statement of Rights).",
        **EMPTY,
    )
    acquire_url = models.URLField(
        "where to buy rights",
        max_length=500,
        blank=True,
        help_text="The page of whoever sells them (IPTC: Licensor URL).",
        **EMPTY,
    )
    data_mining = models.CharField("use for training", max_length=50, blank=True, choices=DataMining.choices, **EMPTY)
    usage_terms = models.TextField(blank=True, help_text="What readers and partners are told of its use.", **EMPTY)
    syndicate = models.BooleanField(
        "partners may have it",
        **NO,
        help_text="Whether we may pass it on to others, who then print it as theirs. Not what readers may do with it.",
    )
    instructions = models.TextField(
        blank=True, help_text="For the desk only: restrictions, as the agency sent them.", **EMPTY
    )
    embargo_until = models.DateTimeField(
        "embargo until", null=True, blank=True, help_text="No reader gets it before, in whatever story it stands."
    )
    expires_at = models.DateTimeField(
        "rights end", null=True, blank=True, help_text="It disappears from every story at this moment."
    )
    focal_x = models.FloatField(
        "focal point, across",
        default=0.5,
        validators=WITHIN,
        help_text="What must stay visible in every crop: 0 is the left edge, 1 the right.",
    )
    focal_y = models.FloatField(
        "focal point, down", default=0.5, validators=WITHIN, help_text="0 is the top edge, 1 the bottom."
    )
    crops = models.JSONField(
        "crops by hand",
        **NOTHING,
        blank=True,
        validators=[check_crops],
        help_text="By ratio: left, top, width and height as shares of the picture.",
    )
    rendered = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="For which state of the picture its files were all made.",
        **EMPTY,
    )
    tidy_at = models.DateTimeField(
        null=True, editable=False, help_text="When files that it has no more are looked for and deleted."
    )
    withheld = models.BooleanField(
        **NO,
        editable=False,
        help_text="The desk has taken it from readers: no story brings it back.",
    )
    stands_alone = models.BooleanField(
        **NO,
        editable=False,
        help_text="The desk has published it by name: readers have it without a story.",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it became public for the first time."
    )

    class Meta:
        verbose_name = "picture"
        # Keys rise with time, and have an index.
        ordering = ["-key"]
        permissions = [("publish_image", "Can publish pictures")]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)), name="focal_point_lies_in_the_picture"
            ),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="pictures_have_a_size"),
            models.CheckConstraint(
                condition=Q(embargo_until=None) | Q(expires_at=None) | Q(expires_at__gt=F("embargo_until")),
                name="rights_end_after_the_embargo",
                violation_error_message="The rights end before the embargo does: nobody would ever see it.",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="image_expiry"),
            models.Index(fields=["embargo_until"], condition=Q(embargo_until__isnull=False), name="image_embargo"),
            models.Index(fields=["key"], condition=Q(rendered=""), name="image_to_render"),
            models.Index(fields=["tidy_at"], condition=Q(tidy_at__isnull=False), name="image_to_tidy"),
        ]

    def __str__(self) -> str:
        words = self.title or self.alt or self.caption
        return textwrap.shorten(words, 60, placeholder="…") or f"Untitled, {self.width} × {self.height}"

    @property
    def original(self) -> Original:
        """All that its files depend on."""
        return Original(
            digest=self.digest,
            width=self.width,
            height=self.height,
            transparent=self.transparent,
            moving=self.moving,
            focal_point=(self.focal_x, self.focal_y),
            cuts=tuple(sorted((ratio, tuple(cut)) for ratio, cut in self.crops.items())),
            credits=Credits(
                credit=self.credit,
                creator=self.creator,
                copyright_notice=self.copyright_notice,
                digital_source_type=f"{SOURCE_TYPES}{self.digital_source_type}" if self.digital_source_type else "",
            ),
        )

    @property
    def is_killed(self) -> bool:
        return bool(KILL.search(self.instructions))

    @property
    def is_generated(self) -> bool:
        return self.digital_source_type in GENERATED

    @property
    def may_be_syndicated(self) -> bool:
        """Whatever is ticked, the agency's word counts."""
        return self.syndicate and not NO_SALES.search(self.instructions)

    @property
    def credentials_told(self) -> dict[str, str] | None:
        """What readers are told of the file's content credentials; None where it has none."""
        state = self.credentials.get("state", "none")
        return None if state == "none" else {"state": state, "issuer": self.credentials.get("issuer") or ""}

    @property
    def manifest_name(self) -> str:
        """Of the file with its content credentials; empty where there are none that readers may have."""
        return manifest_of(self.digest) if self.credentials.get("manifest") else ""

    def refusal(self, now: datetime) -> str:
        """Why readers may not have it at this moment; empty where they may."""
        if self.withheld:
            return "was withdrawn: choose another, or publish it again"
        if self.is_killed:
            return "was killed by its agency: choose another"
        if self.expires_at and self.expires_at <= now:
            return f"may not be shown any more: its rights ended on {timezone.localtime(self.expires_at):%d %B %Y}"
        if self.embargo_until and self.embargo_until > now:
            return f"is under embargo until {timezone.localtime(self.embargo_until):%d %B %Y, %H:%M %Z}"
        return ""

    def shortcomings(self) -> list[str]:
        """What it lacks to be shown to readers."""
        lacking = {
            "needs alternative text, or to be marked as decorative": not (self.alt or self.decorative),
            "needs a credit": not self.credit,
            "needs a line that tells readers of the generative AI that made it": self.is_generated
            and not self.ai_label,
        }
        return [words for words, lacks in lacking.items() if lacks]

    def restrictions(self) -> list[str]:
        """What its agency asks of whoever uses it."""
        return [words for pattern, words in RESTRICTIONS if pattern.search(self.instructions)]

    def cautions(self) -> list[str]:
        """What does not stand against it, and should be looked at before readers have it."""
        found = self.restrictions()
        if not self.caption:
            found.append("It has no caption.")
        if not self.copyright_notice:
            found.append("It has no copyright notice.")
        if self.digital_source_type == self.SourceType.DATA and not self.long_description:
            found.append("It is a graphic: tell in the long description all that it shows.")
        return found

    def is_fit(self, now: datetime) -> bool:
        return not self.refusal(now) and not self.shortcomings()


# Made by generative AI, or in part.
GENERATED = (Image.SourceType.TRAINED, Image.SourceType.COMPOSITE_TRAINED)


class FingerprintPart(models.Model):
    """A quarter of a picture's fingerprint, by which an index finds those that look alike."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="fingerprint_parts")
    place = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "place"], name="one_part_per_place")]
        indexes = [models.Index(fields=["place", "value"], name="fingerprint_part")]

    def __str__(self) -> str:
        return f"{self.image_id} {self.place}: {self.value:016b}"
