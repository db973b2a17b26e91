"""What all files of one photograph of 24 million pixels cost: ours against a plain loop over Pillow, in one run.

    python -m tests.bench.pictures [--rounds 5]

Both make the same sizes, crops and formats with the same encoders and options, in a process of their own, in turns.
Processor seconds and the largest memory are the kernel's account of that process; the medians count.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import PIL
from django.conf import settings
from django.core.files import File

from media.metadata import Credits
from media.renditions import Original, renditions_of
from media.sandbox import ON_REQUEST, rendered
from tests.bench.photograph import SIZE, photograph

ROOT = Path(__file__).resolve().parents[2]
WAYS = ("ours", "plain Pillow", "the encoders alone")


def make_ours(source: Path, _: Path) -> list[int]:
    settings.configure(BASE_DIR=ROOT)
    wanted = renditions_of(Original("0" * 64, *SIZE))
    with source.open("rb") as file:
        return [len(content) for _, content in rendered(File(file), wanted, Credits(credit="Cal"), ON_REQUEST)]


def make_plainly(source: Path, folder: Path) -> list[int]:
    subprocess.run([sys.executable, "-m", "tests.bench.naive_pictures", source, folder], cwd=ROOT, check=True)
    return [path.stat().st_size for path in folder.iterdir()]


def only_encode(source: Path, folder: Path) -> list[int]:
    subprocess.run([sys.executable, "-m", "tests.bench.encoders", source, folder], cwd=ROOT, check=True)
    return [path.stat().st_size for path in folder.iterdir()]


MAKERS = dict(zip(WAYS, (make_ours, make_plainly, only_encode), strict=True))


def measure_here(way: str, source: Path) -> dict[str, float]:
    """In a process that had no other children: what they took is what this one took."""
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        sizes = MAKERS[way](source, Path(folder))
        lasted = time.perf_counter() - began
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cpu": spent.ru_utime + spent.ru_stime,
        "megabytes": spent.ru_maxrss / 1024,
        "seconds": lasted,
        "files": len(sizes),
        "bytes": sum(sizes),
    }


def measure(way: str, source: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.pictures", "--measure", way, "--source", str(source)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def table(results: dict[str, list[dict[str, float]]]) -> str:
    def middle(way: str, name: str) -> float:
        return statistics.median(it[name] for it in results[way])

    lines = ["| | CPU seconds | share | peak memory, MB | share | files | MB |", "|---|--:|--:|--:|--:|--:|--:|"]
    for way in WAYS:
        cpu, memory = (middle(way, it) / middle(WAYS[1], it) for it in ("cpu", "megabytes"))
        figures = [f"{middle(way, 'cpu'):.2f}", f"{cpu:.0%}", f"{middle(way, 'megabytes'):.0f}", f"{memory:.0%}"]
        figures += [f"{middle(way, 'files'):.0f}", f"{middle(way, 'bytes') / 1e6:.2f}"]
        lines.append(f"| {way} | {' | '.join(figures)} |")
    return "\n".join(lines)


def compare(rounds: int) -> str:
    results: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with TemporaryDirectory() as folder:
        source = Path(folder) / "photograph.jpg"
        source.write_bytes(photograph())
        for number in range(rounds):
            for way in WAYS:
                results[way].append(measure(way, source))
            print(f"pictures: round {number + 1} of {rounds}", file=sys.stderr)
    version = f"Pillow {PIL.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores"
    return f"All files of one JPEG of {SIZE[0]} × {SIZE[1]}, {version}\n\n{table(results)}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--measure", choices=WAYS, help=argparse.SUPPRESS)
    options.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        print(json.dumps(measure_here(chosen.measure, chosen.source)))
    else:
        print(f"\n{compare(chosen.rounds)}")


if __name__ == "__main__":
    main()
