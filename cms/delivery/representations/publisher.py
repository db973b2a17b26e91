"""Who publishes, as other people's formats want to know it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cms.addresses import site_url

# What schema.org calls a policy, by what its label says; the first that fits.
POLICIES = (
    (re.compile(r"correction"), "correctionsPolicy"),
    (re.compile(r"ethic|standards|code of conduct"), "ethicsPolicy"),
    (re.compile(r"own(s|er)|funding"), "ownershipFundingInfo"),
    (re.compile(r"fact.?check|verif"), "verificationFactCheckingPolicy"),
    (re.compile(r"unnamed|anonymous|sources"), "unnamedSourcesPolicy"),
    (re.compile(r"diversity"), "diversityPolicy"),
    (re.compile(r"masthead|staff|people"), "masthead"),
    (re.compile(r"feedback|complain|contact"), "actionableFeedbackPolicy"),
    (re.compile(r"mission|coverage|priorit"), "missionCoveragePrioritiesPolicy"),
    (re.compile(r"byline"), "noBylinesPolicy"),
)
OTHER = "publishingPrinciples"


@dataclass(frozen=True)
class Publisher:
    name: str
    # Label and address of each.
    policies: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        return site_url("/")

    def named_policies(self) -> dict[str, str]:
        """Addresses by their names at schema.org; of two with the same name, the first."""
        found: dict[str, str] = {}
        for label, url in self.policies:
            found.setdefault(next((name for said, name in POLICIES if said.search(label.lower())), OTHER), url)
        return found


def publisher_of(site: dict[str, Any]) -> Publisher:
    return Publisher(site["name"], tuple((it["label"], it["url"]) for it in site["policies"]))
