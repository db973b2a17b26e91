"""What readers get, for the reference and for `fields=`. They validate nothing: documents are sent as stored.

Words that come from a list of ours are plain strings here, because that list may grow.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Shape = serializers.Serializer[Any]


def words(help_text: str = "", **options: Any) -> serializers.CharField:
    return serializers.CharField(help_text=help_text, **options)


def or_null(help_text: str = "") -> serializers.CharField:
    return serializers.CharField(help_text=help_text, allow_null=True)


def address(help_text: str = "", **options: Any) -> serializers.URLField:
    return serializers.URLField(help_text=help_text, **options)


def moment(help_text: str = "", **options: Any) -> serializers.DateTimeField:
    return serializers.DateTimeField(help_text=help_text, **options)


def key() -> serializers.CharField:
    return serializers.CharField(help_text="Opaque, and for ever the same.")


def literal(value: str) -> serializers.CharField:
    return serializers.CharField(help_text=f"Always `{value}`.")


def number(help_text: str = "", **options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(help_text=help_text, **options)


def yes_or_no(help_text: str = "") -> serializers.BooleanField:
    return serializers.BooleanField(help_text=help_text)


def version() -> serializers.IntegerField:
    return serializers.IntegerField(help_text="Grows with every published change.")


@extend_schema_field({"$ref": "#/components/schemas/Span"})
class SpanField(serializers.JSONField):
    pass


@extend_schema_field({"$ref": "#/components/schemas/Block"})
class BlockField(serializers.JSONField):
    pass


@extend_schema_field({"$ref": "#/components/schemas/CategoryNode"})
class CategoryNodeField(serializers.JSONField):
    pass


def rich(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=SpanField(), help_text=f"{help_text} Rich text: spans in order.")


class ModifiedSerializer(Shape):
    modified_at = moment("When this version became public. Sync on it.")


class ArticleDatesSerializer(ModifiedSerializer):
    first_published_at = moment("When it was first public.")
    published_at = moment("Its place in lists.")
    updated_at = moment("The last change that matters to readers. Show it.")
    expires_at = moment(allow_null=True)


class PointSerializer(Shape):
    x = serializers.FloatField(help_text="0 is the left edge, 1 the right.")
    y = serializers.FloatField(help_text="0 is the top edge, 1 the bottom.")


class RenditionSerializer(Shape):
    url = address()
    width = number("In pixels.")


class SourceSerializer(Shape):
    type = words("Media type.")
    srcset = RenditionSerializer(many=True)


class CardImageSerializer(Shape):
    id = key()
    alt = words("What the picture shows; empty for one that adds nothing to the text.")
    width = number("Of the original, in pixels.")
    height = number("Of the original, in pixels.")
    focal_point = PointSerializer(help_text="What must stay visible in every crop.")
    src = address("For clients that choose nothing.")
    sources = SourceSerializer(many=True, help_text="By format, each in several widths.")


class EmbeddedImageSerializer(CardImageSerializer):
    type = literal("image")
    decorative = yes_or_no()
    placeholder = serializers.DictField(allow_null=True, help_text="What to show until the picture is there.")
    crops = serializers.DictField(help_text="By ratio, such as `16:9`.")
    caption = rich("What is printed under it.")
    credit = or_null("As printed.")
    copyright_notice = or_null()


class ImageDatesSerializer(ModifiedSerializer):
    first_published_at = moment()
    published_at = moment()
    updated_at = moment()


class ImageSerializer(EmbeddedImageSerializer):
    version = version()
    api_url = address()
    dates = ImageDatesSerializer()


class AuthorProfileSerializer(Shape):
    id = key()
    kind = words("`person`, `organisation`, `collective`, `pseudonym`.")
    name = words()
    slug = words()
    url = address("The profile on the website.")
    api_url = address()
    job_title = or_null()
    bio = or_null("For the writer's box.")
    portrait = CardImageSerializer(allow_null=True)
    same_as = serializers.ListField(child=serializers.URLField(), help_text="The same person elsewhere.")


class AuthorCardSerializer(AuthorProfileSerializer):
    type = literal("author")
    version = version()
    path = words()
    dates = ModifiedSerializer()


class LinkSerializer(Shape):
    label = words()  # type: ignore[assignment] # the framework moves declared fields out of the way
    url = address()


class AuthorSerializer(AuthorCardSerializer):
    portrait = EmbeddedImageSerializer(allow_null=True)
    links = LinkSerializer(many=True, help_text="As `same_as`, with labels.")
    articles_url = address("The list of their stories.")


class CategoryTermSerializer(Shape):
    id = key()
    name = words()
    slug = words()
    path = words("Slugs, root first.")
    url = address()
    api_url = address()


class StoryCategorySerializer(CategoryTermSerializer):
    ancestors = CategoryTermSerializer(many=True, help_text="Root first: the breadcrumb.")


class CategorySerializer(StoryCategorySerializer):
    type = literal("category")
    version = version()
    description = or_null()
    children = CategoryTermSerializer(many=True)
    articles_url = address("The list of its stories, and of those in what lies inside it.")
    dates = ModifiedSerializer()


class CategoryTreeSerializer(Shape):
    type = literal("category_tree")
    version = version()
    results = serializers.ListField(child=CategoryNodeField(), help_text="Root categories, with all that lies inside.")
    dates = ModifiedSerializer()


class StoryTagSerializer(Shape):
    id = key()
    type = words("`topic`, `person`, `place`, `organisation`, `event`.")
    name = words()
    slug = words()
    url = address()
    api_url = address()
    matches = serializers.ListField(child=serializers.URLField(), help_text="The same thing in other vocabularies.")


class TagCardSerializer(StoryTagSerializer):
    type = literal("tag")
    version = version()
    tag_type = words("`topic`, `person`, `place`, `organisation`, `event`.")
    path = words()
    dates = ModifiedSerializer()


class TagSerializer(TagCardSerializer):
    description = or_null()
    articles_url = address("The list of stories with this tag.")


class HeadlinesSerializer(Shape):
    short = or_null("For small screens.")
    kicker = or_null("The word or two above the headline.")
    seo = or_null()
    social = or_null()
    push = or_null()


class ContributorSerializer(Shape):
    role = words("`author`, `additional_reporting`, `editor`, `photographer` and others.")
    order = number()
    note = or_null("Such as “in Leith”.")
    author = AuthorProfileSerializer()


class BylineSerializer(Shape):
    text = or_null("Ready to print.")
    contributors = ContributorSerializer(many=True)


class DatelineSerializer(Shape):
    text = words()
    place = serializers.DictField(allow_null=True)


class LeadMediaSerializer(Shape):
    id = words()
    type = words("`image`; more may come.")
    layout = words()
    image = EmbeddedImageSerializer()
    caption = rich("For this story.")
    credit = or_null()


class BodySerializer(Shape):
    schema = literal("body/1")
    word_count = number()
    reading_minutes = number()
    blocks = serializers.ListField(child=BlockField(), help_text="The text, in order.")


class CorrectionSerializer(Shape):
    id = key()
    kind = words("`correction`, `clarification`, `update`, `editors_note`, `retraction`, `removal`.")
    severity = words("`minor`, `substantive`, `serious`.")
    placement = words("`top` or `bottom` of the text.")
    text = rich("What was wrong, and what is right.")
    was = or_null()
    now = or_null()
    error_type = words()
    location = words("Where the error was: `headline`, `body`, `caption` and others.")
    block_ids = serializers.ListField(child=serializers.CharField())
    published_at = moment()
    error_published_at = moment("Since when the error was public.", allow_null=True)
    supersedes = or_null("The id of the correction which this one corrects.")
    url = address()


class AccessSerializer(Shape):
    tier = words("`free`, `registered`, `metered`, `subscriber`.")
    free = yes_or_no()
    preview_blocks = number("How many blocks to show those who have no access.", allow_null=True)
    truncated = yes_or_no()
    unlocked_until = moment(allow_null=True)


class FlagsSerializer(Shape):
    breaking = yes_or_no()
    exclusive = yes_or_no()
    developing = yes_or_no()
    evergreen = yes_or_no()
    sponsored = yes_or_no()
    sensitive = yes_or_no("Distressing.")
    legally_sensitive = yes_or_no("Before the courts.")
    ads = yes_or_no("Whether advertising may stand beside it.")
    comments = yes_or_no("Whether readers may comment.")


class CardFlagsSerializer(Shape):
    breaking = yes_or_no()
    live = yes_or_no()


class RightsSerializer(Shape):
    copyright_notice = or_null()
    agency = or_null()
    usage_terms = or_null()


class AiUseSerializer(Shape):
    used = yes_or_no()
    text = or_null("What was made with AI, in words for readers.")


class TrustSerializer(Shape):
    methodology = or_null("How this was reported.")
    sources = serializers.ListField(child=serializers.DictField())
    fact_checked = yes_or_no()
    ai_use = AiUseSerializer()


class SocialSerializer(Shape):
    title = words()
    description = or_null()
    image = address(allow_null=True)
    image_alt = or_null()
    card = words()


class SeoSerializer(Shape):
    title = words()
    description = or_null()
    canonical_url = address()
    robots = serializers.ListField(child=serializers.CharField())
    hreflang = serializers.ListField(child=serializers.DictField())
    social = SocialSerializer()


class StoryCardSerializer(Shape):
    """What lists and other stories show of a story."""

    type = literal("article")
    id = key()
    kind = words("`article`, `live`, `gallery`, `video`, `audio`, `interactive`, `newsletter`, `page`.")
    genre = words("`report`, `analysis`, `opinion` and others.")
    path = words()
    url = address("On the website.")
    api_url = address("The whole story.")
    headline = words()
    kicker = or_null()
    summary = or_null()
    byline_text = or_null()
    category = CategoryTermSerializer()
    image = CardImageSerializer(allow_null=True)
    flags = CardFlagsSerializer()
    access_tier = words("`free`, `registered`, `metered`, `subscriber`.")
    reading_minutes = number()


class RelatedDatesSerializer(Shape):
    first_published_at = moment()
    published_at = moment()
    updated_at = moment()


class RelatedArticleSerializer(StoryCardSerializer):
    dates = RelatedDatesSerializer()


class ArticleCardSerializer(StoryCardSerializer):
    version = version()
    slug = words()
    language = words("BCP 47.")
    dates = ArticleDatesSerializer()


class ArticleLinksSerializer(Shape):
    self = address()
    html = address()


class ArticleSerializer(Shape):
    type = literal("article")
    id = key()
    kind = words("`article`, `live`, `gallery`, `video`, `audio`, `interactive`, `newsletter`, `page`.")
    genre = words("`report`, `analysis`, `opinion` and others.")
    state = words("`published`, or `retracted`: then the notice stands in place of the text.")
    version = version()
    slug = words()
    path = words("Slugs of its categories, root first, and its own.")
    url = address("On the website.")
    api_url = address()
    language = words("BCP 47.")
    translations = serializers.ListField(child=serializers.DictField())
    headline = words()
    headlines = HeadlinesSerializer()
    standfirst = rich("The paragraph below the headline.")
    summary = or_null("Plain text, for lists and previews.")
    byline = BylineSerializer()
    dateline = DatelineSerializer(allow_null=True)
    dates = ArticleDatesSerializer()
    category = StoryCategorySerializer()
    secondary_categories = StoryCategorySerializer(many=True)
    tags = StoryTagSerializer(many=True)
    series = serializers.DictField(allow_null=True)
    lead_media = LeadMediaSerializer(allow_null=True)
    body = BodySerializer()
    live = serializers.DictField(allow_null=True)
    corrections = CorrectionSerializer(many=True)
    access = AccessSerializer()
    flags = FlagsSerializer()
    rights = RightsSerializer()
    trust = TrustSerializer()
    related = RelatedArticleSerializer(many=True)
    seo = SeoSerializer()
    links = ArticleLinksSerializer()


class SiteLinksSerializer(Shape):
    article = address()
    category = address()
    tag = address()
    author = address()


class SiteSerializer(Shape):
    type = literal("site")
    version = version()
    name = words()
    tagline = or_null()
    url = address()
    languages = serializers.ListField(child=serializers.CharField(), help_text="BCP 47.")
    copyright_notice = or_null()
    policies = LinkSerializer(many=True)
    root_categories = CategoryTermSerializer(many=True)
    dates = ModifiedSerializer()
    links = SiteLinksSerializer()


class IndexSerializer(Shape):
    type = literal("index")
    links = serializers.DictField(child=serializers.CharField(), help_text="Addresses by name.")


class FaultSerializer(Shape):
    parameter = words("Which parameter it is about.", required=False)
    field = words("Which field it is about.", required=False)
    detail = words("What is wrong with it, and what is allowed.")


class ProblemSerializer(Shape):
    type = address("Which sort of problem; the page at this address explains it.")
    title = words()
    status = number()
    detail = words("What is the matter this time, and what to do.")
    instance = words("The path that was asked for.")
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment] # as above
    removed_at = moment("Of what was removed.", required=False)
    notice = words("What readers may be told of the removal.", required=False, allow_null=True)


def page_of(card: type[Shape]) -> type[Shape]:
    name = card.__name__.removesuffix("CardSerializer")
    fields = {
        "results": card(many=True, help_text="Cards; whole objects with `view=full`, parts of them with `fields`."),
        "next": address("The page after this one.", allow_null=True),
        "previous": address("The page before this one.", allow_null=True),
    }
    return type(f"{name}PageSerializer", (serializers.Serializer,), fields)
