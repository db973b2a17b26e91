"""The public log of corrections."""

from __future__ import annotations

from rest_framework import serializers

from cms.delivery.serializers.articles import CorrectionSerializer
from cms.delivery.serializers.terms import CategoryTermSerializer
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


class CorrectedStorySerializer(Shape):
    type = literal("article")
    id = key()
    kind = words()
    headline = words()
    path = words()
    url = address("On the website.")
    api_url = address("The whole story.")
    category = CategoryTermSerializer()
    byline_text = or_null()


class LoggedDatesSerializer(ModifiedSerializer):
    published_at = moment("When the correction was made.")


class LoggedCorrectionSerializer(CorrectionSerializer):
    type = literal("correction")
    version = version()
    api_url = address()
    article = CorrectedStorySerializer()
    dates = LoggedDatesSerializer()


def counts(help_text: str) -> serializers.DictField:
    return serializers.DictField(child=serializers.IntegerField(), help_text=help_text)


class CorrectionsYearSerializer(Shape):
    year = number()
    entries = number("All that stands in the log.")
    errors = number("Without updates, which are new facts.")  # type: ignore[assignment] # as in `words`
    by_kind = counts("How many of each kind.")
    by_severity = counts("How many of each severity.")
    by_error_type = counts("How many of each sort of error.")
    by_location = counts("How many in each part of a story.")
    median_hours_to_correct = serializers.FloatField(
        allow_null=True, help_text="From the error to its correction; of those of which it is known since when."
    )


class CorrectionsSummarySerializer(Shape):
    type = literal("corrections_summary")
    version = version()
    years = CorrectionsYearSerializer(many=True, help_text="The newest first.")
    dates = ModifiedSerializer()
