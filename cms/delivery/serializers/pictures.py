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


class PlaceholderSerializer(Shape):
    thumbhash = words("The picture in some 30 bytes, in base 64: a blurred preview that a script draws.")
    color = words("Its main colour, `#rrggbb`: for what shows before any script runs.")


class RenditionSerializer(Shape):
    url = address("For ever the same bytes: cache it without end.")
    width = number("In pixels: what stands in `srcset` with a `w`.")


class SourceSerializer(Shape):
    type = words("Media type, as `<source>` wants it: `image/avif` and others.")
    srcset = RenditionSerializer(many=True, help_text="Narrow to wide; none is wider than the original.")


class CropSerializer(Shape):
    x = number("Where it begins in the original, in pixels from the left.")
    y = number("From the top.")
    width = number("How much of the original it shows, in its pixels.")
    height = number()
    src = address("For clients that choose nothing.")
    sources = SourceSerializer(many=True, help_text="By format, best first, each in several widths.")


class CardImageSerializer(Shape):
    id = key()
    alt = words("What the picture shows; empty for one that adds nothing to the text.")
    width = number("Of the original, upright, in pixels.")
    height = number("Of the original, upright, in pixels.")
    focal_point = PointSerializer(help_text="What must stay visible, however it is cropped.")
    placeholder = PlaceholderSerializer(allow_null=True, help_text="What to show until the picture is there.")
    src = address("For clients that choose nothing: a JPEG, or a PNG where it is transparent, of middling size.")
    sources = SourceSerializer(many=True, help_text="By format, best first, each in several widths.")
    crops = serializers.DictField(child=CropSerializer(), help_text="Cut for cards, by ratio: `16:9`; more may come.")


class CreatorSerializer(Shape):
    name = words()
    author_id = or_null("Of the creator's profile: `/authors/{id}/`.")


class LocationSerializer(Shape):
    name = or_null("The place that it shows.")
    region = or_null("State or province.")
    country = or_null()


class PictureRightsSerializer(Shape):
    category = or_null("Where the right comes from: `staff`, `agency`, `handout`, `creative_commons` and others.")
    usage_terms = or_null("What may be done with it.")
    licence_url = address("The page of its licence.", allow_null=True)
    acquire_url = address("Where to buy rights in it.", allow_null=True)
    data_mining = or_null("What machines may learn from it, in PLUS terms: `DMI-PROHIBITED` and others.")
    syndicate = yes_or_no("Whether partners may have it from us, to print as theirs.")
    expires_at = moment("When the rights end: from then on it is gone from here.", allow_null=True)


class PictureAiSerializer(Shape):
    generated = yes_or_no("Whether generative AI made it, or part of it; `label` is then never null.")
    system = or_null("The generative AI, by name.")
    label = or_null("What to print beside it, so that readers know.")  # type: ignore[assignment] # as `source` below


class CredentialsSerializer(Shape):
    state = words("Of the C2PA manifest in the original: `valid`, `untrusted`, `invalid`, `unreadable`.")
    issuer = words("Who signed it; empty where that is not told.")
    manifest_url = address(
        "The original's own manifest store, byte for byte (`application/c2pa`). Null where it would tell where the "
        "picture was taken or with which camera, or stands in a form that we cannot cut out.",
        allow_null=True,
    )
    renditions_signed = yes_or_no("Whether the files in `sources` carry credentials too: no, they are made anew.")


class EmbeddedImageSerializer(CardImageSerializer):
    type = literal("image")
    decorative = yes_or_no("It adds nothing to the text: let screen readers pass over it.")
    long_description = or_null("Of a graphic: all that it tells, for those who cannot see it.")
    animated = yes_or_no("Its uncropped files move: let readers stop them.")
    crops = serializers.DictField(
        child=CropSerializer(),
        help_text="By the desk or around the focal point; by ratio: `16:9`, `4:3`, `1:1`, `4:5`.",
    )
    caption = rich("What is printed under it.")
    credit = or_null("As printed.")
    copyright_notice = or_null()
    creator = CreatorSerializer(allow_null=True, help_text="Who took or made it.")
    source = or_null("Who gave it to us.")  # type: ignore[assignment] # the framework moves declared fields away
    taken_at = moment("When it was taken.", allow_null=True)
    location = LocationSerializer(allow_null=True)
    rights = PictureRightsSerializer()
    digital_source_type = address("How it was made: a term of IPTC's Digital Source Type.", allow_null=True)
    ai = PictureAiSerializer()
    content_credentials = CredentialsSerializer(
        allow_null=True, help_text="What the original's content credentials say. The files served here are not signed."
    )


class ImageDatesSerializer(ModifiedSerializer):
    first_published_at = moment()
    published_at = moment()
    updated_at = moment()


class ImageCardSerializer(CardImageSerializer):
    type = literal("image")
    version = version()
    api_url = address()
    dates = ImageDatesSerializer()


class ImageSerializer(EmbeddedImageSerializer):
    version = version()
    api_url = address()
    dates = ImageDatesSerializer()
