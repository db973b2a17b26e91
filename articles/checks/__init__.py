"""What must be right before a story can go out, and what an editor should look at: one list, asked at every door."""

from articles.checks.checklist import checklist, content_findings, require_ready
from articles.checks.corrections import Answer, answer_correction, is_asked
from articles.checks.finding import Finding, NotReady
from articles.checks.overriding import decide, override

__all__ = [
    "Answer",
    "Finding",
    "NotReady",
    "answer_correction",
    "checklist",
    "content_findings",
    "decide",
    "is_asked",
    "override",
    "require_ready",
]
