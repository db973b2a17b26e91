"""What the newsroom does to what readers see. Each verb is one transaction."""

from articles.publishing.article import (
    publish_article,
    recompile_articles,
    recompile_corrections,
    take_down_article,
    unpublish_article,
)
from articles.publishing.collection import publish_collection, recompile_collections, unpublish_collection
from articles.publishing.corrections import summarise_corrections
from articles.publishing.live import delete_update, end_coverage, publish_update, resume_coverage
from articles.publishing.posts import recompile_updates
from articles.publishing.proposals import confirm, propose_embargo, propose_retraction, withdraw_proposal
from articles.publishing.schedule import (
    expire_article,
    publish_due,
    schedule_article,
    unpublish_due,
    unschedule_article,
)
from articles.publishing.state import move_article
from articles.publishing.taxonomy import (
    bring_tag_up_to_date,
    leave_to_stories,
    publish_sections,
    publish_tags,
    recompile_categories,
    recompile_tags,
)
from articles.publishing.terms import release_unused_terms

__all__ = [
    "bring_tag_up_to_date",
    "confirm",
    "delete_update",
    "end_coverage",
    "expire_article",
    "leave_to_stories",
    "move_article",
    "propose_embargo",
    "propose_retraction",
    "publish_article",
    "publish_collection",
    "publish_due",
    "publish_sections",
    "publish_tags",
    "publish_update",
    "recompile_articles",
    "recompile_categories",
    "recompile_collections",
    "recompile_corrections",
    "recompile_tags",
    "recompile_updates",
    "release_unused_terms",
    "resume_coverage",
    "schedule_article",
    "summarise_corrections",
    "take_down_article",
    "unpublish_article",
    "unpublish_collection",
    "unpublish_due",
    "unschedule_article",
    "withdraw_proposal",
]
