"""What belongs to no kind of object: the publication itself, the index, problems, pages."""

from __future__ import annotations

from functools import cache

from rest_framework import serializers

from cms.delivery.serializers.terms import CategoryTermSerializer, LinkSerializer
from cms.delivery.serializers.words import (
    ModifiedSerializer,
    Shape,
    address,
    literal,
    moment,
    number,
    or_null,
    version,
    words,
)


class SiteLinksSerializer(Shape):
    articles = address()
    categories = address()
    tags = address()
    authors = address()
    corrections = address()


class LogKeySerializer(Shape):
    algorithm = literal("Ed25519")
    id = words("Stands in each signature that was made with it.")
    key = words("The public key, in base64.")


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
    log_key = LogKeySerializer(allow_null=True, help_text="With which the entries of `/log/` are signed.")
    dates = ModifiedSerializer()
    links = SiteLinksSerializer()


class IndexSerializer(Shape):
    type = literal("index")
    links = serializers.DictField(child=serializers.CharField(), help_text="Addresses by name.")


class FaultSerializer(Shape):
    parameter = words("Which parameter it is about.", required=False)
    field = words("Which field it is about.", required=False)
    position = number("At which character, counted from 0.", required=False)
    detail = words("What is wrong with it, and what is allowed.")


class ProblemSerializer(Shape):
    type = address("Which sort of problem; the page at this address explains it.")
    title = words()
    status = number()
    detail = words("What is the matter this time, and what to do.")
    instance = words("The path that was asked for.")
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment] # as above
    newest = address("Of a bundle that is no more: where to find the newest one.", required=False)
    removed_at = moment("Of what was removed.", required=False)
    notice = words("What readers may be told of the removal.", required=False, allow_null=True)


@cache
def page_of(card: type[Shape]) -> type[Shape]:
    name = card.__name__.removesuffix("Serializer").removesuffix("Card")
    fields = {
        "count": number("How many there are in all, with `count=exact`.", required=False),
        "count_is": words("`exact`, or `at_least` where there are too many to count.", required=False),
        "results": card(many=True, help_text="Cards; whole objects with `view=full`, parts of them with `fields`."),
        "next": address("The page after this one.", allow_null=True),
        "previous": address("The page before this one.", allow_null=True),
    }
    return type(f"{name}PageSerializer", (serializers.Serializer,), fields)
