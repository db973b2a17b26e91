"""The words in which shapes are written."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Shape = serializers.Serializer[Any]


def words(help_text: str = "", **options: Any) -> serializers.CharField:
    return serializers.CharField(help_text=help_text, **options)


def or_null(help_text: str = "", **options: Any) -> serializers.CharField:
    return serializers.CharField(help_text=help_text, allow_null=True, **options)


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
