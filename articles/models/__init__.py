"""The newsroom's working data: nothing in here is read when a reader asks."""

from articles.models.article import Article, Contribution, Revision, State
from articles.models.autosave import Autosave
from articles.models.collection import Collection, CollectionItem
from articles.models.correction import Correction
from articles.models.desk import DeskEntry, Gate, GateRule, Proposal
from articles.models.link import CheckedLink
from articles.models.live_update import LiveUpdate
from articles.models.origin import Origin
from articles.models.picture_request import PictureRequest
from articles.models.presence import Presence
from articles.models.preview_link import PreviewLink
from articles.models.publication import Publication
from articles.models.role import RoleInCategory
from articles.models.taxonomy import Category, Tag
from articles.models.timed_step import TimedStep

__all__ = [
    "Article",
    "Autosave",
    "Category",
    "CheckedLink",
    "Collection",
    "CollectionItem",
    "Contribution",
    "Correction",
    "DeskEntry",
    "Gate",
    "GateRule",
    "LiveUpdate",
    "Origin",
    "PictureRequest",
    "Presence",
    "PreviewLink",
    "Proposal",
    "Publication",
    "Revision",
    "RoleInCategory",
    "State",
    "Tag",
    "TimedStep",
]
