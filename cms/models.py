"""The published world: what readers may see, and the log of how it came about. Written by `cms.publishing` alone."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cms.keys import KeyField
from cms.search.models import SearchEntryA, SearchEntryB, SearchIndex, SearchTerm, SearchTypo, SearchWord

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

__all__ = [
    "Cursor",
    "Document",
    "Event",
    "Followed",
    "Reference",
    "Representation",
    "ScopedChange",
    "SearchEntryA",
    "SearchEntryB",
    "SearchIndex",
    "SearchTerm",
    "SearchTypo",
    "SearchWord",
    "Stale",
]

LIVE = Q(withdrawn_at=None)
LISTED = LIVE & Q(listed=True)


class DocumentQuerySet(models.QuerySet["Document"]):
    def live(self) -> Self:
        return self.filter(LIVE)

    def gone(self) -> Self:
        """Replaced since, or withdrawn."""
        return self.filter(~LIVE)

    def listed(self) -> Self:
        """Live, and to be found in lists, feeds and search: a retraction is live but not listed."""
        return self.filter(LISTED)

    def named(self, keys: Mapping[str, Collection[str]]) -> Self:
        """Those of these keys, by kind: no index finds a key without its kind."""
        wanted = [Q(kind=kind, key__in=those) for kind, those in keys.items() if those]
        return self.filter(reduce(or_, wanted)) if wanted else self.none()

    def mentioning(self, kind: str, key: str) -> Self:
        return self.filter(references__kind=kind, references__key=key)

    def unmentioned(self, kind: str) -> Self:
        """Those of a kind that nothing which readers see mentions."""
        mentioned = Reference.objects.filter(kind=kind, key=OuterRef("key"))
        return self.live().filter(~Exists(mentioned), kind=kind)

    def as_of(self, moment: datetime) -> Self:
        """What was public at this time."""
        return self.filter(LIVE | Q(withdrawn_at__gt=moment), modified_at__lte=moment)

    def versions_of(self, kind: str, key: str) -> Self:
        """Each knows as `ended_at` until when it was public."""
        return self.filter(kind=kind, key=key).annotate(ended_at=F("withdrawn_at"))


class Document(models.Model):
    """One immutable published version of an object. `body` is the exact JSON that readers get, `card` the list form."""

    kind = models.CharField(max_length=20)
    key = KeyField()
    version = models.PositiveIntegerField()
    path = models.CharField(max_length=500, blank=True)
    slug = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    listed = models.BooleanField(default=True)
    published_at = models.DateTimeField(help_text="Its place in lists.")
    updated_at = models.DateTimeField(help_text="The last change that matters to readers.")
    modified_at = models.DateTimeField(help_text="When this version became public.")
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was replaced or removed; the one column that is ever set later."
    )
    body = models.TextField()
    card = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body.")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "version"], name="one_document_per_version"),
            models.UniqueConstraint(fields=["kind", "key"], condition=LIVE, name="one_live_document"),
            models.UniqueConstraint(fields=["path"], condition=LIVE & ~Q(path=""), name="one_live_document_per_path"),
            models.UniqueConstraint(
                fields=["kind", "slug"], condition=LIVE & ~Q(slug=""), name="one_live_document_per_slug"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="document_versions_start_at_one"),
        ]
        indexes = [
            models.Index(fields=["kind", "-published_at", "-key"], condition=LISTED, name="document_newest"),
            models.Index(fields=["kind", "-updated_at", "-key"], condition=LISTED, name="document_updated"),
            models.Index(fields=["kind", "title", "key"], condition=LISTED, name="document_by_title"),
            # Maps for search engines: ranges of numbers, and when something in them changed last.
            models.Index(fields=["kind", "id", "modified_at"], condition=LISTED, name="document_in_maps"),
            # Old slugs and paths resolve for ever.
            models.Index(fields=["kind", "slug"], name="document_slug_history"),
            models.Index(fields=["path"], condition=~LIVE, name="document_old_path"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title} (version {self.version})"


class Reference(models.Model):
    """What a live document mentions, with the document's sort times: a filtered list is one range of an index."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="references", db_index=False)
    kind = models.CharField(max_length=20)
    key = KeyField()
    document_kind = models.CharField(max_length=20)
    document_key = KeyField()
    listed = models.BooleanField(help_text="Whether lists filtered by the mentioned object show the document.")
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "key"], name="one_reference_per_mention"),
        ]
        indexes = [
            models.Index(fields=["kind", "key", "document_kind", "document_key"], name="reference_used_in"),
            models.Index(
                fields=["kind", "key", "document_kind", "-published_at", "-document_key"],
                condition=Q(listed=True),
                name="reference_newest",
            ),
            models.Index(
                fields=["kind", "key", "document_kind", "-updated_at", "-document_key"],
                condition=Q(listed=True),
                name="reference_updated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_kind} {self.document_key} mentions {self.kind} {self.key}"


class Representation(models.Model):
    """The text of a live document in another form, made when it was published: as HTML, plain text, Markdown."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="representations", db_index=False)
    form = models.CharField(max_length=20)
    content = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "form"], name="one_representation_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.document}"


class Event(models.Model):
    """One entry of the append-only publication log, chained by digests to the one before it."""

    sequence = models.BigIntegerField(primary_key=True)
    type = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    key = KeyField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(
        max_length=150, blank=True, help_text="User name, empty for the system; never public, so not in the digest."
    )
    document_digest = models.CharField(max_length=64)
    listing_digest = models.CharField(
        max_length=64, help_text="SHA-256 of what stands beside the body: card, addresses, times of the document."
    )
    notice = models.TextField(blank=True, help_text="What readers are told of a removal.")
    previous_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    signature = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="Of the digest: the id of the key, a colon, Ed25519 in base64. Empty where no key was set.",
    )

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["kind", "key", "-sequence"], name="event_of_object")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.type} {self.key}"


class Cursor(models.Model):
    """How far one subscriber has read the log."""

    name = models.CharField(max_length=100, primary_key=True)
    position = models.BigIntegerField(default=0, help_text="The sequence of the last event it has dealt with.")

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class ScopedChange(models.Model):
    """When an object last changed for those who keep a scope of the publication: a category, a tag, all of it.

    What has left the scope stays, as not present: they may still have a copy.
    """

    EVERYTHING = ("", "")
    # What stories show: sent to whoever keeps a story that shows it.
    SHOWN = ("shown", "")
    SHOWN_KINDS = ("author", "category", "collection", "image", "tag")

    scope_kind = models.CharField(max_length=20, blank=True)
    scope_key = KeyField(blank=True)
    kind = models.CharField(max_length=20)
    key = KeyField()
    sequence = models.BigIntegerField(help_text="Of the event.")
    present = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "scope_kind", "scope_key"], name="one_change_per_scope"),
        ]
        indexes = [models.Index(fields=["scope_kind", "scope_key", "sequence", "key"], name="change_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} at {self.sequence}"


class Followed(models.Model):
    """How far in the log the changes are. There is one row."""

    position = models.BigIntegerField(default=0, help_text="The sequence of the last event.")
    at = models.DateTimeField(null=True, blank=True, help_text="When that event was.")

    class Meta:
        verbose_name_plural = "followed"

    def __str__(self) -> str:
        return f"at {self.position}"


class Stale(models.Model):
    """A live document that mentions something which has changed since, waiting to be compiled anew."""

    kind = models.CharField(max_length=20)
    key = KeyField()
    attempts = models.PositiveIntegerField(default=0, help_text="How often compiling it was begun.")

    class Meta:
        verbose_name_plural = "stale documents"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_stale_mark_per_document")]
        indexes = [models.Index(fields=["attempts", "id"], name="stale_next")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class LoginCount(models.Model):
    """How many wrong passwords there were of late: for an account, from an address, or in a browser."""

    whose = models.CharField(max_length=64, primary_key=True, help_text="A digest: names and addresses are not kept.")
    failures = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(help_text="The last one.")
    until = models.DateTimeField(null=True, help_text="Nothing is tried before.")

    class Meta:
        indexes = [models.Index(fields=["at"], name="login_counts_by_age")]

    def __str__(self) -> str:
        return f"{self.failures} until {self.until}"


class FailedLogin(models.Model):
    """Wrong passwords for one account from one address on one day, for administrators to see."""

    username = models.CharField(max_length=150, blank=True, help_text="Empty where there is no such account.")
    address = models.CharField(max_length=45, blank=True)
    day = models.DateField()
    first_at = models.DateTimeField("first")
    last_at = models.DateTimeField("last")
    attempts = models.PositiveIntegerField(default=0)
    held_off = models.PositiveIntegerField(default=0, help_text="How many of them came too early, and were not tried.")

    class Meta:
        verbose_name = "failed log-in"
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["day", "username", "address"], name="failed_logins_of_a_day")]
        indexes = [models.Index(fields=["-last_at"], name="failed_logins_newest")]

    def __str__(self) -> str:
        return f"{self.username or 'no such account'} from {self.address or 'this server'}"
