from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.taxonomy import Category, Tag
from authors.models import Author
from cms.keys import KeyField, new_key
from media.models import Image


class State(models.TextChoices):
    """Where a story stands in the newsroom. What readers see of it is in the log, not here."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    READY = "ready", "Ready"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    HOLD = "hold", "On hold"
    SPIKED = "spiked", "Spiked"
    UNPUBLISHED = "unpublished", "Unpublished"
    RETRACTED = "retracted", "Retracted"
    TAKEN_DOWN = "taken_down", "Taken down"


class Article(models.Model):
    """The working copy of a story. Readers never see it, but what publishing compiled from one of its revisions."""

    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        LIVE = "live", "Live coverage"
        GALLERY = "gallery", "Gallery"
        VIDEO = "video", "Video"
        AUDIO = "audio", "Audio"
        INTERACTIVE = "interactive", "Interactive"
        NEWSLETTER = "newsletter", "Newsletter"
        PAGE = "page", "Page"

    class Genre(models.TextChoices):
        REPORT = "report", "Report"
        ANALYSIS = "analysis", "Analysis"
        OPINION = "opinion", "Opinion"
        EDITORIAL = "editorial", "Editorial"
        INTERVIEW = "interview", "Interview"
        EXPLAINER = "explainer", "Explainer"
        FEATURE = "feature", "Feature"
        REVIEW = "review", "Review"
        OBITUARY = "obituary", "Obituary"
        FACT_CHECK = "fact_check", "Fact check"
        SATIRE = "satire", "Satire"
        PROFILE = "profile", "Profile"
        DATA = "data", "Data"
        PRESS_RELEASE = "press_release", "Press release"
        SPONSORED = "sponsored", "Sponsored"

    class AccessTier(models.TextChoices):
        FREE = "free", "Free"
        REGISTERED = "registered", "Registered readers"
        METERED = "metered", "Metered"
        SUBSCRIBER = "subscriber", "Subscribers"

    key = KeyField(primary_key=True, default=new_key, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ARTICLE)
    genre = models.CharField(max_length=20, choices=Genre, default=Genre.REPORT)
    language = models.CharField(max_length=20, default="en-GB", help_text="BCP 47, such as en-GB.")
    slug = models.SlugField(
        max_length=120, unique=True, help_text="The last part of the address. Old addresses go on working."
    )

    headline = models.CharField(max_length=300)
    headline_short = models.CharField(max_length=120, blank=True, help_text="For small screens and narrow columns.")
    kicker = models.CharField(max_length=60, blank=True, help_text="The word or two above the headline.")
    headline_seo = models.CharField(max_length=120, blank=True, help_text="For search engines; empty for the headline.")
    headline_social = models.CharField(
        max_length=120, blank=True, help_text="For shared links; empty for the headline."
    )
    headline_push = models.CharField(max_length=120, blank=True, help_text="For notifications; empty for the headline.")
    standfirst = models.JSONField(default=list, blank=True, help_text="The paragraph below the headline.")
    summary = models.TextField(blank=True, help_text="One or two sentences for lists; empty for the standfirst.")
    body = models.JSONField(default=list, blank=True)
    byline_text = models.CharField(
        max_length=300, blank=True, help_text="Instead of the names below; empty for those names."
    )
    dateline = models.CharField(max_length=100, blank=True, help_text="Where it was reported from: LEITH.")

    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    secondary_categories = models.ManyToManyField(Category, blank=True, related_name="+")
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles")
    contributors = models.ManyToManyField(Author, through="Contribution", related_name="articles")
    lead_image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="lead picture"
    )
    lead_caption = models.TextField(blank=True, help_text="For this story; empty for the picture's own caption.")
    pictures = models.ManyToManyField(
        Image,
        editable=False,
        related_name="+",
        help_text="All that stand in it, as last saved: what a story needs is not deleted from the library.",
    )
    related = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="+")

    access_tier = models.CharField(max_length=20, choices=AccessTier, default=AccessTier.FREE)
    breaking = models.BooleanField(default=False)
    exclusive = models.BooleanField(default=False)
    developing = models.BooleanField(default=False)
    evergreen = models.BooleanField(default=False)
    sponsored = models.BooleanField(default=False)
    sensitive = models.BooleanField(default=False, help_text="Distressing: no advertising beside it.")
    legally_sensitive = models.BooleanField(default=False, help_text="Before the courts: no comments under it.")
    ads = models.BooleanField("advertising", default=True)
    comments = models.BooleanField(default=True)
    copyright_notice = models.CharField(max_length=200, blank=True)
    usage_terms = models.CharField(max_length=300, blank=True)
    agency = models.CharField(max_length=100, blank=True, help_text="Where the text came from, if not from us.")
    methodology = models.TextField(blank=True, help_text="How this was reported.")
    fact_checked = models.BooleanField(default=False)
    ai_use = models.TextField(
        "use of AI", blank=True, help_text="What was made with AI, in words for readers; empty for none."
    )
    seo_description = models.CharField(max_length=300, blank=True)
    canonical_url = models.URLField(max_length=500, blank=True, help_text="Where this appeared first, if elsewhere.")
    noindex = models.BooleanField(default=False, help_text="Ask search engines to leave it out.")

    internal_note = models.TextField(blank=True, help_text="For the newsroom; never published.")
    source_url = models.URLField(max_length=500, blank=True, editable=False, help_text="Where it was imported from.")

    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False, help_text="How often it was saved.")
    published_revision = models.ForeignKey(
        "Revision", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    scheduled_revision = models.ForeignKey(
        "Revision", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    scheduled_for = models.DateTimeField(null=True, blank=True, editable=False)
    schedule_problem = models.CharField(
        max_length=500, blank=True, editable=False, help_text="Why it could not be published at the scheduled time."
    )
    expires_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it is taken away from readers by itself."
    )
    embargo_until = models.DateTimeField(
        null=True, blank=True, help_text="Nothing of it can be published before this time."
    )
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(
        "placed at",
        null=True,
        blank=True,
        help_text="Its place in lists; empty for the time at which it is first published.",
    )
    updated_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="The last change that matters to readers."
    )
    coverage_ended_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Of live coverage: since when nothing more will come."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering = ["-saved_at"]
        permissions = [
            ("view_own_article", "Can see own stories"),
            ("change_own_article", "Can change own drafts"),
            ("submit_own_article", "Can submit own drafts for review"),
            ("submit_article", "Can submit stories for review"),
            ("approve_article", "Can approve stories"),
            ("approve_section_article", "Can approve stories in their categories"),
            ("schedule_article", "Can schedule stories"),
            ("schedule_section_article", "Can schedule stories in their categories"),
            ("publish_article", "Can publish and unpublish stories"),
            ("publish_section_article", "Can publish and unpublish stories in their categories"),
            ("retract_article", "Can confirm that a story is retracted"),
            ("lift_embargo_article", "Can confirm that an embargo is lifted or shortened"),
            ("take_down_article", "Can take stories down"),
            ("clear_legal_article", "Can clear stories after the legal reading"),
            ("clear_photo_article", "Can clear the pictures of stories"),
            ("clear_fact_check_article", "Can clear stories after the fact check"),
            ("clear_standards_article", "Can clear stories by the newsroom's standards"),
            ("override_gate", "Can publish stories that wait for a clearance"),
            ("override_checklist", "Can publish stories in spite of the checklist"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="article_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=State.SCHEDULED) | Q(scheduled_for__isnull=False, scheduled_revision__isnull=False),
                name="scheduled_articles_have_a_time_and_a_revision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PUBLISHED, State.RETRACTED])
                | Q(published_revision__isnull=False, first_published_at__isnull=False, published_at__isnull=False),
                name="published_articles_have_a_revision_and_dates",
            ),
            models.UniqueConstraint(fields=["source_url"], condition=~Q(source_url=""), name="one_article_per_source"),
        ]
        indexes = [
            models.Index(fields=["state", "-saved_at"], name="article_desk"),
            models.Index(fields=["scheduled_for"], condition=Q(state=State.SCHEDULED), name="article_due"),
            models.Index(fields=["expires_at"], condition=Q(state=State.PUBLISHED), name="article_expiring"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def is_embargoed(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > timezone.now()

    @property
    def has_unpublished_changes(self) -> bool:
        return self.published_revision is not None and self.published_revision.number != self.version


class Contribution(models.Model):
    class Role(models.TextChoices):
        AUTHOR = "author", "Author"
        ADDITIONAL_REPORTING = "additional_reporting", "Additional reporting"
        EDITOR = "editor", "Editor"
        PHOTOGRAPHER = "photographer", "Photographer"
        ILLUSTRATOR = "illustrator", "Illustrator"
        VIDEOGRAPHER = "videographer", "Videographer"
        PRODUCER = "producer", "Producer"
        DATA = "data", "Data"
        TRANSLATOR = "translator", "Translator"
        FACT_CHECKER = "fact_checker", "Fact checker"
        RESEARCHER = "researcher", "Researcher"
        HOST = "host", "Host"
        AGENCY = "agency", "Agency"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="contributions")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=30, choices=Role, default=Role.AUTHOR)
    order = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=100, blank=True, help_text="Such as “in Leith”.")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author", "role"], name="one_contribution_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.author} ({self.get_role_display()})"


class Revision(models.Model):
    """What was saved, by whom, when and why. Never changed, never deleted."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(help_text="The article's version when it was saved.")
    content = models.JSONField(help_text="As `articles.snapshot.snapshot_of` makes it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, help_text="Why.")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="one_revision_per_version")]

    def __str__(self) -> str:
        return f"{self.article} (version {self.number})"
