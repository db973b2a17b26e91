"""Working data to plain JSON: no queries, no writes. Preview and publishing call the same functions."""

from articles.compile.article import compile_article
from articles.compile.corrections import compile_correction
from articles.compile.publication import compile_publication
from articles.compile.taxonomy import compile_category, compile_category_tree, compile_tag

__all__ = [
    "compile_article",
    "compile_category",
    "compile_category_tree",
    "compile_correction",
    "compile_publication",
    "compile_tag",
]
