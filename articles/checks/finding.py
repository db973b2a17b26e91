from __future__ import annotations

from dataclasses import dataclass

from cms.publishing import PublishingError

OVERRIDE_CHECKLIST, OVERRIDE_GATE = "override_checklist", "override_gate"


@dataclass(frozen=True)
class Finding:
    """Something that stands against publishing, or that should be looked at: where, and what to do about it."""

    field: str
    message: str
    block: str = ""
    blocks: bool = True
    # The act of `articles.workflow` that passes over it; nothing passes over what cannot be compiled.
    override: str = ""

    @property
    def name(self) -> list[str]:
        """By which an override knows it again."""
        return [self.field, self.block, self.message]


class NotReady(PublishingError):
    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(it.message for it in findings))
        self.findings = findings
