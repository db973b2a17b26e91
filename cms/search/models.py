"""What search keeps beside the published world. All of it follows from documents, and can be made anew from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from cms.keys import KeyField

if TYPE_CHECKING:
    TextColumn = models.CharField[str, str]
else:
    TextColumn = models.CharField

SLOTS = ("a", "b")


class WordField(TextColumn):
    """Compared letter by letter, so that all words which begin alike are one range of an index."""

    def db_type(self, connection: Any) -> str | None:
        kind = super().db_type(connection)
        return f'{kind} COLLATE "C"' if connection.vendor == "postgresql" else kind


class SearchIndex(models.Model):
    """Which of the two slots answers readers, and how far in the log it is. There is one row."""

    slot = models.CharField(max_length=1, default=SLOTS[0])
    position = models.BigIntegerField(default=0, help_text="The sequence of the last event that it knows.")
    at = models.DateTimeField(null=True, blank=True, help_text="When that event was.")
    languages = models.TextField(blank=True, help_text="Those that its stories are in and that have stems.")
    rebuilds = models.PositiveIntegerField(default=0, help_text="How often it was made anew.")

    class Meta:
        verbose_name_plural = "search indexes"

    def __str__(self) -> str:
        return f"slot {self.slot} at {self.position}"


class SearchEntry(models.Model):
    """A listed story as search knows it. Its words are kept beside, in whatever way the database can search."""

    place = models.BigIntegerField(primary_key=True, help_text="Grows with the time of its place in lists.")
    key = KeyField(unique=True)
    document_id = models.BigIntegerField(help_text="The version that was indexed.")
    mentions = models.TextField(help_text="What lists find it by, as marks.")
    terms = models.BinaryField(
        null=True, help_text="Those of them that searches are counted by, as numbers. Older rows have none."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"article {self.key}"


class SearchEntryA(SearchEntry):
    class Meta:
        db_table = "cms_search_a"


class SearchEntryB(SearchEntry):
    class Meta:
        db_table = "cms_search_b"


class SearchWord(models.Model):
    """A word that stories have, and in how many."""

    slot = models.CharField(max_length=1)
    word = WordField(max_length=60)
    stories = models.IntegerField()
    heads = models.IntegerField(help_text="In how many headlines, bylines, tags and introductions.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "word"], name="one_search_word")]

    def __str__(self) -> str:
        return self.word


class SearchTypo(models.Model):
    """How a word reads with one letter left out: two words that are one mistake apart share such a spelling."""

    slot = models.CharField(max_length=1)
    spelling = WordField(max_length=60)
    word = WordField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["slot", "spelling"], name="search_typo"),
            models.Index(fields=["slot", "word"], name="search_typo_of"),
        ]

    def __str__(self) -> str:
        return f"{self.spelling} for {self.word}"


class SearchTerm(models.Model):
    """Whose number that is which stories are counted by."""

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    key = KeyField()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


ENTRIES: dict[str, type[SearchEntry]] = {"a": SearchEntryA, "b": SearchEntryB}


def entries(slot: str) -> models.QuerySet[Any]:
    return ENTRIES[slot]._default_manager.all()
