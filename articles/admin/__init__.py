"""The newsroom's desk in Django admin."""

from django.contrib import admin

from articles.admin.article import ArticleAdmin
from articles.admin.collections import CollectionAdmin
from articles.admin.gate_rules import GateRuleAdmin
from articles.admin.live_updates import LiveUpdateAdmin
from articles.admin.people import PeopleAdmin
from articles.admin.picture_requests import PictureRequestAdmin
from articles.admin.publication import PublicationAdmin
from articles.admin.taxonomy import CategoryAdmin, TagAdmin

__all__ = [
    "ArticleAdmin",
    "CategoryAdmin",
    "CollectionAdmin",
    "GateRuleAdmin",
    "LiveUpdateAdmin",
    "PeopleAdmin",
    "PictureRequestAdmin",
    "PublicationAdmin",
    "TagAdmin",
]

admin.site.index_template = "articles/desk.html"
