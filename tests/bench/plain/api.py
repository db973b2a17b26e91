"""A ModelViewSet with select_related and prefetch_related: three or four queries an answer, and no cache."""

from __future__ import annotations

from rest_framework import routers, serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from tests.bench.plain.models import Author, Category, Image, Story, Tag


class CategorySerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField("name", read_only=True)

    class Meta:
        model = Category
        fields = ["key", "name", "slug", "parent"]


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["key", "name", "slug", "job_title", "bio"]


class NameSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["key", "name", "slug"]


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ["key", "name", "slug"]


class ImageSerializer(serializers.ModelSerializer):
    class Meta:
        model = Image
        fields = ["key", "width", "height", "alt", "caption", "credit", "focal_x", "focal_y"]


class CardSerializer(serializers.ModelSerializer):
    category, lead_image = CategorySerializer(), ImageSerializer()
    contributors = NameSerializer(many=True)

    class Meta:
        model = Story
        fields = [
            "key",
            "slug",
            "headline",
            "kicker",
            "summary",
            "category",
            "contributors",
            "lead_image",
            "published_at",
        ]


STORY = [
    "key", "slug", "headline", "kicker", "standfirst", "summary", "body", "category", "contributors", "tags",
    "lead_image", "first_published_at", "published_at", "updated_at",
]  # fmt: skip


class StorySerializer(serializers.ModelSerializer):
    category, lead_image = CategorySerializer(), ImageSerializer()
    contributors, tags = AuthorSerializer(many=True), TagSerializer(many=True)

    class Meta:
        model = Story
        fields = STORY


class WrittenSerializer(serializers.ModelSerializer):
    """What is posted names what it mentions by its key."""

    class Meta:
        model = Story
        fields = STORY


class NewestFirst(CursorPagination):
    ordering = ("-published_at", "-key")
    page_size = 20


class Stories(viewsets.ModelViewSet):
    lookup_field = "slug"
    pagination_class = NewestFirst

    def get_queryset(self):
        stories = Story.objects.select_related("category__parent", "lead_image")
        if category := self.request.query_params.get("category"):
            stories = stories.filter(category__slug=category)
        if words := self.request.query_params.get("q"):
            stories = stories.extra(where=["search @@ plainto_tsquery('english', %s)"], params=[words])
            if self.is_ranked:
                rank = {"rank": "ts_rank(search, plainto_tsquery('english', %s))"}
                stories = stories.extra(select=rank, select_params=[words], order_by=["-rank"])  # noqa: S610 (text of our own)
        if self.action == "list":
            return stories.prefetch_related("contributors").defer("body")
        return stories.prefetch_related("contributors", "tags")

    @property
    def is_ranked(self):
        return "rank" in self.request.query_params

    def paginate_queryset(self, queryset):
        """By rank, the first page and no count: that is least work."""
        return list(queryset[: NewestFirst.page_size]) if self.is_ranked else super().paginate_queryset(queryset)

    def get_paginated_response(self, data):
        return Response({"results": data}) if self.is_ranked else super().get_paginated_response(data)

    def get_serializer_class(self):
        return {"list": CardSerializer, "create": WrittenSerializer}.get(self.action, StorySerializer)


router = routers.SimpleRouter()
router.register("api/plain/articles", Stories, basename="articles")
urlpatterns = router.urls
