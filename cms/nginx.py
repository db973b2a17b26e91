"""Has an nginx on this machine forget answers by their keys. It keeps each in a file, which begins with its headers.

To remove the file is to forget the answer: nginx looks for it in vain, and asks the newsroom.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cms.calls import can_be_called

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

FOLDER = "file://"
KEYS = re.compile(rb"^Surrogate-Key: ([^\r\n]+)", re.MULTILINE | re.IGNORECASE)
# Where headers end, at the latest: nginx takes none that are longer, unless it is told to.
BEGINNING = 16_384
REMEMBERED = 100_000


def can_be_told(address: str) -> None:
    if not address.startswith(f"{FOLDER}/"):
        can_be_called(address)


def forget(address: str, keys: Collection[str]) -> None:
    """What it is only just receiving is forgotten, too. Raises OSError where the folder cannot be read."""
    for file in files_in(address.removeprefix(FOLDER)):
        try:
            state = file.stat()
            if not keys_in(file.path, state.st_ino, state.st_mtime_ns).isdisjoint(keys):
                os.unlink(file)
        except FileNotFoundError:
            # nginx was faster.
            continue


def files_in(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from files_in(entry.path)
            else:
                yield entry


@lru_cache(REMEMBERED)
def keys_in(path: str, inode: int, changed: int) -> frozenset[str]:
    """Read once, as long as the file is the same."""
    with open(path, "rb") as file:
        found = KEYS.search(file.read(BEGINNING))
    return frozenset(found[1].decode().split()) if found else frozenset()
