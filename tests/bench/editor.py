"""How long a story of 300 blocks takes until one can write in it, and a keystroke in it, in real Chromium.

    python -m tests.bench.editor [--rounds 5] [--keys 100]

Each round opens the page in a browser that has nothing in its cache, and types into the middle of the story. A
keystroke is handled when the editor has taken it and the page is laid out again, and seen when the next frame has been
painted, which waits for the screen as well. What is written into the form follows at a pause; it is timed by itself.
Where the machine does other things too, only the processor time of the page's thread says what it costs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = 300
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LIMITS = {"interactive, ms": 1500, "a keystroke handled, ms": 30}

# The editor's own observer came first: when ours is called, the editor has answered.
WATCH = """() => {
    window.handled = []; window.seen = [];
    let began = 0;
    document.addEventListener('keydown', () => { began = performance.now(); }, true);
    new MutationObserver(() => {
        if (!began) return;
        const start = began;
        began = 0;
        document.querySelector('.be-body').getBoundingClientRect();
        window.handled.push(performance.now() - start);
        requestAnimationFrame(() => setTimeout(() => window.seen.push(performance.now() - start)));
    }).observe(document.querySelector('.be-body'), {childList: true, subtree: true, characterData: true});
}"""
WRITE = """() => {
    const start = performance.now();
    document.querySelector('[name=body]').dispatchEvent(new Event('editor:flush'));
    return performance.now() - start;
}"""


def fill() -> None:
    """Runs in `manage.py shell`: a story of every type of block, and somebody who has logged in."""
    from django.test import Client  # noqa: PLC0415 (Django is not set up where the rest runs)
    from django.urls import reverse  # noqa: PLC0415 (as above)

    from tests.block_examples import EXAMPLES  # noqa: PLC0415 (as above)
    from tests.factories import ed, make_article  # noqa: PLC0415 (as above)

    words = "The ferry sailed at noon, full of cars and of people who had waited since the storm closed the harbour. "
    text = {"type": "paragraph", "text": [{"text": words * 3}]}
    # Four paragraphs for each other block, as in a long story.
    kinds = [block for example in EXAMPLES.values() for block in (text, text, example, text, text)]
    body = [{**block, "id": f"block{number:06d}"} for number, block in enumerate(islice(cycle(kinds), BLOCKS))]
    for block in body:
        for item in block.get("items", []):
            for inner in item.get("blocks", []):
                inner.pop("id", None)
    article = make_article("A story of many blocks", body=body)
    client = Client()
    client.force_login(ed())
    address = reverse("admin:articles_article_change", args=[article.pk])
    print(json.dumps({"session": client.cookies["sessionid"].value, "address": address}))


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(environment: dict[str, str], address: str, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "cms.wsgi:application", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=30).close()  # noqa: S310 (an address of our own)
        except urllib.error.HTTPError:
            return process
        except OSError:
            time.sleep(0.2)
        else:
            return process
    process.terminate()
    raise SystemExit("The server did not start.")


def one_round(browser: Browser, base: str, story: dict[str, str], keys: int) -> dict[str, list[float]]:
    context = browser.new_context(viewport={"width": 1400, "height": 950})
    context.add_cookies([{"name": "sessionid", "value": story["session"], "url": base}])
    page = context.new_page()
    spent = processor_of(page)
    page.goto(base + story["address"])
    page.wait_for_selector(".be-body")
    ready = page.evaluate("performance.getEntriesByName('editors-ready')[0].startTime")
    scripted = page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
    if page.locator(".be-body > [data-block]").count() != BLOCKS:
        raise SystemExit("The editor does not show every block.")
    try:
        page.wait_for_load_state("load")
        opening = spent()
        typing = typed(page, keys)
        return {
            "interactive, ms": [ready],
            "of which the server and the network, ms": [scripted],
            **typing,
            "processor time of the page to open, ms": [opening],
            "processor time of a keystroke, with all that follows, ms": [(spent() - opening) / keys],
        }
    finally:
        context.close()


def processor_of(page: Page) -> Callable[[], float]:
    """Milliseconds of processor time that the thread of the page has spent on its tasks so far."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(it["value"] for it in metrics if it["name"] == "TaskDuration")

    return spent


def typed(page: Page, keys: int) -> dict[str, list[float]]:
    page.locator(".be-body > p").nth(BLOCKS * 2 // 5).click()
    page.evaluate(WATCH)
    written = []
    for number in range(keys):
        page.keyboard.press("abcde fghij"[number % 11].replace(" ", "Space"))
        if number % 10 == 9:
            written.append(page.evaluate(WRITE))
    page.wait_for_timeout(200)
    handled, seen = page.evaluate("[window.handled, window.seen]")
    if len(handled) < keys * 0.9:
        raise SystemExit(f"Of {keys} keystrokes only {len(handled)} were seen to be handled.")
    return {
        "a keystroke handled, ms": handled,
        "a keystroke seen, ms": seen,
        "the form written, ms": written,
    }


def table(found: dict[str, list[float]]) -> str:
    lines = ["| | median | 95 of 100 below | asked for |", "|---|--:|--:|--:|"]
    for name, values in found.items():
        ordered = sorted(values)
        high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        lines.append(f"| {name} | {statistics.median(values):.1f} | {high:.1f} | {LIMITS.get(name, '')} |")
    return "\n".join(lines)


def measure(rounds: int, keys: int) -> str:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        return "The editor was not measured: install Chromium."
    found: dict[str, list[float]] = {}
    with TemporaryDirectory() as folder:
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DEBUG": "off",
            "SECRET_KEY": "only-for-the-benchmark, where nothing is secret",
            "ALLOWED_HOSTS": "*",
            "SITE_URL": base,
            "API_URL": base,
            "DATA_DIR": folder,
        }
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        filling = "from tests.bench.editor import fill; fill()"
        story = json.loads(manage(environment, "shell", "--no-imports", "-c", filling).splitlines()[-1])
        server = started(environment, f"{base}/admin/login/", port)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                one_round(browser, base, story, 10)
                for number in range(rounds):
                    for name, values in one_round(browser, base, story, keys).items():
                        found.setdefault(name, []).extend(values)
                    print(f"editor: round {number + 1} of {rounds}", file=sys.stderr)
                version = browser.version
                browser.close()
        finally:
            server.terminate()
            server.wait(10)
    about = f"A story of {BLOCKS} blocks, Chromium {version}, {os.cpu_count()} cores, {platform.machine()}"
    return f"{about}\n\n{table(found)}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--keys", type=int, default=100)
    chosen: Any = options.parse_args()
    print(measure(chosen.rounds, chosen.keys))


if __name__ == "__main__":
    main()
