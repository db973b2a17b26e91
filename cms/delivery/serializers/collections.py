from __future__ import annotations

from cms.delivery.serializers.articles import RelatedArticleSerializer
from cms.delivery.serializers.pictures import CardImageSerializer
from cms.delivery.serializers.words import (
    ModifiedSerializer,
    Shape,
    address,
    key,
    literal,
    moment,
    number,
    or_null,
    version,
    words,
)


class CollectionDatesSerializer(ModifiedSerializer):
    first_published_at = moment()
    updated_at = moment("When its editors last published it.")


class CollectionCardSerializer(Shape):
    type = literal("collection")
    id = key()
    kind = words("`front`, `package`, `series`.")
    version = version()
    title = words()
    slug = words()
    path = words("`/` for the front page.")
    url = address("On the website.")
    api_url = address()
    description = or_null()
    items_count = number("Without what stands under others.")
    dates = CollectionDatesSerializer()


class SublinkSerializer(Shape):
    type = words("`article`, or `link` for a page elsewhere.")
    headline = words("The editors' for this place, or else the story's.")
    kicker = or_null()
    image = CardImageSerializer(allow_null=True)
    url = address()
    article = RelatedArticleSerializer(allow_null=True, help_text="The story's card.")


class CollectionItemSerializer(SublinkSerializer):
    sublinks = SublinkSerializer(many=True, help_text="What stands under it.")


class CollectionSerializer(CollectionCardSerializer):
    items = CollectionItemSerializer(many=True, help_text="In the editors' order.")
    articles_url = address("Of a series: the list of its parts, newest first.", allow_null=True)
