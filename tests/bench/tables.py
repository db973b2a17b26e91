"""What was measured, as tables: what each answer cost, what we had set ourselves, and what growth adds."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import NamedTuple


class Cost(NamedTuple):
    cpu_ms: float
    rate: float
    p50: float
    p99: float


Results = dict[str, dict[str, list[Cost]]]
"""Rounds by job and server."""

NAMES = {
    "ours": "ours, cache off",
    "edge": "ours, cache on",
    "plain": "plain DRF",
    "constant": "constant bytes",
    "nginx": "nginx, a file",
    "wagtail": "Wagtail",
}


@dataclass(frozen=True)
class Limit:
    """How many times cheaper an answer must be than another one; of another job, where that is named."""

    job: str
    mine: str
    other: str
    at_least: float
    other_job: str = ""

    def is_in(self, results: Results) -> bool:
        return self.mine in results.get(self.job, {}) and self.other in results.get(self.other_job or self.job, {})


LIMITS = (
    Limit("hot detail", "edge", "constant", 0.7),
    Limit("hot list of 20", "edge", "constant", 0.7),
    Limit("detail, random", "ours", "plain", 14),
    Limit("detail, random", "ours", "wagtail", 45),
    Limit("list of 20", "ours", "plain", 20),
    Limit("list of 20", "ours", "wagtail", 200),
    Limit("list by category", "ours", "plain", 15),
    Limit("page 500 by cursor", "ours", "ours", 1, "list of 20"),
    Limit("detail, Zipf-like", "edge", "plain", 80),
    Limit("304", "edge", "edge", 1, "hot detail"),
    Limit("search, two words", "ours", "plain", 10),
)
# How much dearer an answer may be in the largest archive.
GROWTH, GROWTH_OF_SEARCH = 1.25, 2


def ratio(results: Results, limit: Limit) -> float:
    """The median of the rounds, each side's beside the other's of the same round."""
    mine, others = results[limit.job][limit.mine], results[limit.other_job or limit.job][limit.other]
    return median(other.cpu_ms / own.cpu_ms for own, other in zip(mine, others, strict=True))


def figures(results: Results) -> str:
    lines = ["| job | server | CPU ms | answers/s | p50 ms | p99 ms |", "|---|---|--:|--:|--:|--:|"]
    for job, sides in results.items():
        for name, rounds in sides.items():
            cpu, rate, p50, p99 = (median(it) for it in zip(*rounds, strict=True))
            lines.append(f"| {job} | {NAMES[name]} | {cpu:.3f} | {rate:,.0f} | {p50:.2f} | {p99:.2f} |")
    return "\n".join(lines)


def limits(results: Results) -> str:
    lines = ["| job | beside | times cheaper | at least | |", "|---|---|--:|--:|---|"]
    for limit in LIMITS:
        if limit.is_in(results):
            found = ratio(results, limit)
            other = f"{NAMES[limit.other]}{f', {limit.other_job}' if limit.other_job else ''}"
            # Of what should cost the same, a twentieth is noise.
            verdict = "reached" if found >= limit.at_least * (0.95 if limit.at_least == 1 else 1) else "**not reached**"
            lines.append(f"| {limit.job} | {other} | {found:.2f} | {limit.at_least:g} | {verdict} |")
    return "\n".join(lines)


def growth(by_size: dict[int, Results]) -> str:
    """How much dearer our answers are in the largest archive than in the smallest."""
    small, large = min(by_size), max(by_size)
    lines = [f"| ours, cache off | {small:,}, CPU ms | {large:,}, CPU ms | times | at most |", "|---|--:|--:|--:|--:|"]
    for job, sides in by_size[large].items():
        if "ours" in sides:
            before, after = (median(it.cpu_ms for it in by_size[size][job]["ours"]) for size in (small, large))
            most = GROWTH_OF_SEARCH if job.startswith("search") else GROWTH
            lines.append(f"| {job} | {before:.3f} | {after:.3f} | {after / before:.2f} | {most:g} |")
    return "\n".join(lines)
