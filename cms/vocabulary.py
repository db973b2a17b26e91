"""The words that the newsroom and its readers share: what the desk can choose is what lists can be filtered by."""

from __future__ import annotations

KINDS = ("article", "live", "gallery", "video", "audio", "interactive", "newsletter", "page")
GENRES = (
    "report", "analysis", "opinion", "editorial", "interview", "explainer", "feature", "review", "obituary",
    "fact_check", "satire", "profile", "data", "press_release", "sponsored",
)  # fmt: skip
ACCESS_TIERS = ("free", "registered", "metered", "subscriber")
# What a story may have besides words: blocks of these types, and corrections.
BLOCKS_ASKED_FOR = ("video", "audio", "gallery", "graphic", "table", "embed")
HAS = (*BLOCKS_ASKED_FOR, "corrections")
# In which form a story's text can be had, besides its blocks.
TEXT_FORMS = ("html", "text", "markdown")
# The state of a story that readers know, and which stands in no list.
RETRACTED = "retracted"
CORRECTION_KINDS = ("correction", "clarification", "update", "editors_note", "retraction", "removal")
SEVERITIES = ("minor", "substantive", "serious")
