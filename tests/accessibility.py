"""What axe says of a page, in the light and in the dark. No rule is left out, whoever drew the page's frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The desk asks for the colours once, when it is loaded; and what fades into them is not waited for.
COLOURED = """(dark) => {
    document.documentElement.classList.toggle('dark', dark);
    for (const it of document.getAnimations()) if (it.effect.getComputedTiming().endTime !== Infinity) it.finish();
}"""


def violations(page: Page, part: str | None = None) -> list[tuple[str, list[Any]]]:
    """Each rule that is broken, and where. Nothing but colours can differ in the dark."""
    found = []
    for scheme, options in [("dark", {"runOnly": ["color-contrast"]}), ("light", {})]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(COLOURED, scheme == "dark")
        found += Axe().run(page, part, options).response["violations"]
    return [(it["id"], [(node["target"], node["html"][:200]) for node in it["nodes"]]) for it in found]
