"""A newsroom of our own invention, for trying the system out: The Harbour Gazette of Skerrow."""

from articles.sample.content import SampleContent
from articles.sample.reading import load_content

__all__ = ["SampleContent", "load_content"]
