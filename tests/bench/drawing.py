"""The figures as a picture: processor time per answer, on a scale on which each step is ten times the one before."""

from __future__ import annotations

from math import log10
from statistics import median
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.bench.tables import NAMES

if TYPE_CHECKING:
    from tests.bench.tables import Results

COLOURS = {
    "ours": "#0d9488",
    "edge": "#0f766e",
    "plain": "#b45309",
    "constant": "#64748b",
    "nginx": "#94a3b8",
    "wagtail": "#9d174d",
}
WIDTH, LEFT, RIGHT, BAR = 760, 300, 70, 18
LEAST, MOST = 0.01, 1000.0


def place(value: float) -> float:
    share = log10(max(value, LEAST) / LEAST) / log10(MOST / LEAST)
    return LEFT + (WIDTH - LEFT - RIGHT) * min(share, 1)


def chart(results: Results, about: str) -> str:
    bars, y = [], 40
    for job, sides in results.items():
        for name, rounds in sides.items():
            value = median(it.cpu_ms for it in rounds)
            label, end = escape(f"{job} · {NAMES[name]}"), place(value)
            bars.append(
                f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{label}</text>'
                f'<rect x="{LEFT}" y="{y}" width="{end - LEFT:.1f}" height="{BAR - 4}" fill="{COLOURS[name]}"/>'
                f'<text x="{end + 5:.1f}" y="{y + 12}">{value:.3g}</text>'
            )
            y += BAR
        y += 8
    marks = "".join(
        f'<line x1="{place(it):.1f}" x2="{place(it):.1f}" y1="30" y2="{y}" stroke="#cbd5e1"/>'
        f'<text x="{place(it):.1f}" y="24" text-anchor="middle">{it:g} ms</text>'
        for it in (0.01, 0.1, 1.0, 10.0, 100.0)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 10}" font-family="sans-serif" '
        f'font-size="11" fill="#334155"><title>Processor time per answer, in milliseconds: {escape(about)}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{marks}{"".join(bars)}</svg>\n'
    )
