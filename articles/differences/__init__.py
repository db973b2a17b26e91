"""What changed between two contents of a story, in words for people: by field, by block, by word. No database."""

from articles.differences.bodies import BlockChange, compare_bodies
from articles.differences.stories import Comparison, FieldChange, compare_contents
from articles.differences.values import Line
from cms.comparison.words import Run

__all__ = ["BlockChange", "Comparison", "FieldChange", "Line", "Run", "compare_bodies", "compare_contents"]
