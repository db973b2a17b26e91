"""What a saved or copied page says. Pure: bytes in, a ParsedPage out; nothing here knows the database."""

from articles.importers.page.model import NotAStory, ParsedAuthor, ParsedPage, PictureRequest
from articles.importers.page.reading import parse_page

__all__ = ["NotAStory", "ParsedAuthor", "ParsedPage", "PictureRequest", "parse_page"]
