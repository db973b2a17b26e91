from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.words import (
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
