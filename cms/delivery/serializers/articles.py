from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.coverage import LiveSerializer
from cms.delivery.serializers.pictures import CardImageSerializer, EmbeddedImageSerializer
from cms.delivery.serializers.terms import (
    AuthorProfileSerializer,
    CategoryTermSerializer,
    StoryCategorySerializer,
    StoryTagSerializer,
)
from cms.delivery.serializers.words import (
    BlockField,
    ModifiedSerializer,
    Shape,
    address,
    key,
    literal,
    moment,
    number,
    or_null,
    rich,
    version,
    words,
    yes_or_no,
)


class ArticleDatesSerializer(ModifiedSerializer):
    first_published_at = moment("When it was first public.")
    published_at = moment("Its place in lists.")
    updated_at = moment("The last change that matters to readers. Show it.")
    expires_at = moment(allow_null=True)


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
    blocks = serializers.ListField(child=BlockField(), help_text="The text, in order.", required=False)
    html = or_null("With `body=html`, in place of the blocks.", required=False)
    text = or_null("With `body=text`.", required=False)
    markdown = or_null("With `body=markdown`.", required=False)


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
    meta = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField()),
        help_text="Open Graph and X cards: each is one `<meta>`, with `property` or `name`, and `content`.",
    )


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
    state = words("Of what no list shows any more: `retracted`. Every other card has none.", required=False)
    version = version()
    slug = words()
    language = words("BCP 47.")
    dates = ArticleDatesSerializer()


class SeriesSerializer(Shape):
    name = words()
    id = key()
    slug = words()
    url = address()
    api_url = address("The series, with all its parts.")
    part = serializers.IntegerField(allow_null=True, help_text="Counted from 1.")
    total = number("How many parts readers have.")
    previous = or_null("The id of the part before it.")
    next = or_null("The id of the part after it.")


class ArticleLinksSerializer(Shape):
    self = address()
    html = address("On the website.")
    versions = address("Its public history.")
    jsonld = address("As schema.org's NewsArticle.")
    ninjs = address("As IPTC's ninjs 3.1.")
    markdown = address()
    text = address()


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
    series = SeriesSerializer(allow_null=True, help_text="Which part of which series it is.")
    lead_media = LeadMediaSerializer(allow_null=True)
    body = BodySerializer()
    live = LiveSerializer(allow_null=True, help_text="Of live coverage.")
    corrections = CorrectionSerializer(many=True)
    access = AccessSerializer()
    flags = FlagsSerializer()
    rights = RightsSerializer()
    trust = TrustSerializer()
    related = RelatedArticleSerializer(many=True)
    seo = SeoSerializer()
    links = ArticleLinksSerializer()
