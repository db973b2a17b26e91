"""A story as readers would get it if it were published now. Nothing here writes to what they read."""

from articles.preview.document import preview_document, preview_of
from articles.preview.rights import may_preview

__all__ = ["may_preview", "preview_document", "preview_of"]
