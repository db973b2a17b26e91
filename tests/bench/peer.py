"""The peer: a ModelViewSet with select_related and prefetch_related, three queries an answer and no cache."""

from __future__ import annotations

from rest_framework import routers, serializers, viewsets
from rest_framework.pagination import CursorPagination

from articles.models import Article, Category, Tag
from authors.models import Author
from media.models import Image


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
        model = Article
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


class ArticleSerializer(serializers.ModelSerializer):
    category, lead_image = CategorySerializer(), ImageSerializer()
    contributors, tags = AuthorSerializer(many=True), TagSerializer(many=True)

    class Meta:
        model = Article
        fields = [
            "key", "slug", "headline", "kicker", "standfirst", "summary", "body", "category", "contributors", "tags",
            "lead_image", "first_published_at", "published_at", "updated_at",
        ]  # fmt: skip


class NewestFirst(CursorPagination):
    ordering = ("-published_at", "-key")
    page_size = 20


class Articles(viewsets.ReadOnlyModelViewSet):
    lookup_field = "slug"
    pagination_class = NewestFirst

    def get_queryset(self):
        stories = Article.objects.filter(state="published").select_related("category__parent", "lead_image")
        if category := self.request.query_params.get("category"):
            stories = stories.filter(category__slug=category)
        if self.action == "list":
            return stories.prefetch_related("contributors").defer("body")
        return stories.prefetch_related("contributors", "tags")

    def get_serializer_class(self):
        return CardSerializer if self.action == "list" else ArticleSerializer


router = routers.SimpleRouter()
router.register("api/plain/articles", Articles, basename="articles")
urlpatterns = router.urls
