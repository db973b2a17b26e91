"""`make soak`: thousands of broken pictures through the real intake, each in a child process as in production.

    python -m tests.soak [--mutations 5000] [--first 0] [--processes 4] [--no-download]

Takes the test images of Pillow's source package, where it can be fetched, and mutations of small pictures of our own.
It passes if nothing but a refusal comes of any, readers' files can be made of all that came in, no process of ours
dies, and no file is left that no row holds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import PIL

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT / "var" / "soak"
TRIAL = "from tests.soak.trial import main; main()"
# As `tests.soak.trial` says it.
UNMADE = "no files"
ROWS = """
import json
from media.models import Image, original_name
print(json.dumps([[original_name(it), it.digest[:32]] for it in Image.objects.all()]))
"""


def pillow_images() -> list[str]:
    """Paths of the files with which Pillow tests itself; none where they cannot be had."""
    folder = CORPORA / f"pillow-{PIL.__version__}" / "Tests" / "images"
    if not folder.exists() and not fetch(CORPORA):
        print("Left out: Pillow's own test images, whose source package could not be fetched.", file=sys.stderr)
        return []
    return sorted(str(path) for path in folder.rglob("*") if path.is_file())


def fetch(folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = f"pillow=={PIL.__version__}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-binary", "pillow", wanted, "--dest", str(folder)]
    if subprocess.run(command, check=False).returncode:
        return False
    with tarfile.open(folder / f"pillow-{PIL.__version__}.tar.gz") as package:
        package.extractall(folder, filter="data")
    return True


def surroundings(folder: Path) -> dict[str, str]:
    """A newsroom of its own, with its own database, files and temporary files."""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environment |= {
        "DEBUG": "on",
        "SECRET_KEY": "of a newsroom that lasts for an hour, without secrets",
        "DATA_DIR": str(folder / "data"),
        "TMPDIR": str(folder / "temporary"),
    }
    for name in ("data", "temporary"):
        (folder / name).mkdir()
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "shell", "--no-imports", "-c", "from tests.factories import ed; ed()")
    return environment


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def put_through(
    environment: dict[str, str], files: list[str], processes: int, folder: Path
) -> tuple[list[dict[str, Any]], list[int]]:
    """What became of each file, and how each process ended."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", TRIAL]
    running = []
    for number in range(processes):
        share, said = folder / f"files-{number}", folder / f"said-{number}"
        share.write_text("\n".join(files[number::processes]))
        with share.open() as given, said.open("w") as heard:
            running.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdin=given, stdout=heard))
    while any(process.poll() is None for process in running):
        time.sleep(10)
        done = sum((folder / f"said-{number}").read_text().count("\n") for number in range(processes))
        print(f"{done:,} of {len(files):,}", file=sys.stderr)
    lines = [line for number in range(processes) for line in (folder / f"said-{number}").read_text().splitlines()]
    return [json.loads(line) for line in lines], [process.returncode for process in running]


def strays(environment: dict[str, str], folder: Path) -> list[str]:
    """Files that no row holds, and originals that are not where their row says."""
    rows = json.loads(manage(environment, "shell", "--no-imports", "-c", ROWS))
    originals, prefixes = {name for name, _ in rows}, {prefix for _, prefix in rows}
    there = names_in(folder / "data" / "originals")
    made = names_in(folder / "data" / "renditions")
    left = [str(path) for path in (folder / "temporary").iterdir()]
    return [
        *(f"no row: {name}" for name in there - originals),
        *(f"no original: {name}" for name in originals - there),
        *(f"no row: {name}" for name in made if Path(name).name[:32] not in prefixes),
        *(f"temporary: {name}" for name in left),
    ]


def names_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def told(outcomes: list[dict[str, Any]]) -> str:
    what = Counter(f"{kind}: {it[kind]}" for it in outcomes for kind in ("refused", "taken", "sent") if kind in it)
    lines = [f"{number:>7,}  {outcome}" for outcome, number in what.most_common()]
    given_up = [f"         {it['file']}: {it['given_up'].splitlines()[-1]}" for it in outcomes if it["given_up"]]
    return "\n".join([*lines, f"{len(given_up):>7,}  children given up", *given_up])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mutations", type=int, default=5000)
    options.add_argument("--first", type=int, default=0)
    # Two for each core: while one waits for its child, the other uses what that leaves.
    options.add_argument("--processes", type=int, default=min(2 * (os.cpu_count() or 1), 8))
    options.add_argument("--no-download", action="store_true")
    chosen = options.parse_args()
    images = [] if chosen.no_download else pillow_images()
    files = [*images, *(str(number) for number in range(chosen.first, chosen.first + chosen.mutations))]
    # Mixed, so that a run that is broken off has seen something of everything.
    random.Random(0).shuffle(files)
    began = time.monotonic()
    with TemporaryDirectory(prefix="soak-") as name:
        environment = surroundings(Path(name))
        outcomes, codes = put_through(environment, files, chosen.processes, Path(name))
        stray = strays(environment, Path(name))
    faults = [f"{it['file']}: {it['fault']}" for it in outcomes if "fault" in it]
    faults += [f"{it['file']} came in, and no file could be made of it" for it in outcomes if it.get("taken") == UNMADE]
    print(f"\n{len(images):,} images of Pillow's, {chosen.mutations:,} mutations, {time.monotonic() - began:.0f} s\n")
    print(told(outcomes))
    dead = [code for code in codes if code]
    print(f"{len(faults):>7,}  faults\n{len(dead):>7,}  processes of ours that died\n{len(stray):>7,}  stray files")
    print("\n".join([*faults[:20], *stray[:20]]))
    if faults or dead or stray or len(outcomes) != len(files):
        sys.exit("It did not pass.")


if __name__ == "__main__":
    main()
