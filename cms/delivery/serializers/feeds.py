"""JSON Feed 1.1, as far as we write it. What is empty is left out, as that format has it."""

from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.words import Shape, address, literal, moment, number, words


class FeedAuthorSerializer(Shape):
    name = words()
    url = address(required=False)


class FeedHubSerializer(Shape):
    type = literal("WebSub")
    url = address()


class NewsroomExtensionSerializer(Shape):
    """Of a story its kind, access and how many corrections; of a correction its story and severity."""

    id = words("The id in this API.")
    kind = words(required=False)
    access = words(required=False)
    corrections = number(required=False)
    article = words("The id of the story that was corrected.", required=False)
    severity = words(required=False)


class FeedItemSerializer(Shape):
    id = words("A URN that no change of address touches.")
    url = address()
    title = words()
    summary = words(required=False)
    content_html = words("Of stories that are free, with whole addresses.", required=False)
    content_text = words("Where there is no `content_html`.", required=False)
    image = address(required=False)
    date_published = moment()
    date_modified = moment(required=False)
    authors = FeedAuthorSerializer(many=True, required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    language = words(required=False)
    _newsroom = NewsroomExtensionSerializer()


class JsonFeedSerializer(Shape):
    version = literal("https://jsonfeed.org/version/1.1")
    title = words()
    description = words()
    home_page_url = address()
    feed_url = address()
    next_url = address("Older entries.", required=False)
    language = words(required=False)
    authors = FeedAuthorSerializer(many=True)
    hubs = FeedHubSerializer(many=True, required=False)
    items = FeedItemSerializer(many=True)
