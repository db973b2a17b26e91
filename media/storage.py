"""Files on this machine's disk."""

from __future__ import annotations

import os
import secrets
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

READABLE = 0o644


class Kept(File):  # type: ignore[type-arg]  # Django's is not generic when it runs
    """A file of WholeFiles. Nobody writes it any more, and its bytes are on the disk: another name is all it needs."""


class WholeFiles(FileSystemStorage):
    """A file is there with all its bytes or not at all, and one of the same name takes its place."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_overwrite=True, **options)

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        file = super().open(name, mode)
        return Kept(file.file) if mode == "rb" else file

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as undo:
            part = path.parent / f".{secrets.token_hex(8)}"
            # Also where all went well: to put a file in its own place leaves both names.
            undo.callback(part.unlink, missing_ok=True)
            if not linked(content, part):
                write(content, part)
            os.replace(part, path)
        return name


def linked(content: File[Any], path: Path) -> bool:
    """Whether it could be given this name as well. Some disks cannot, and none can do so for a file on another."""
    inner: Any = content
    while isinstance(inner, File) and not isinstance(inner, Kept):
        inner = inner.file
    if not isinstance(inner, Kept):
        return False
    try:
        os.link(str(inner.name), path)
    except OSError:
        return False
    return True


def write(content: File[Any], path: Path) -> None:
    with path.open("xb") as file:
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        # Its name must not reach the disk before its bytes do: the power can fail at any moment.
        os.fsync(file.fileno())
    path.chmod(READABLE)
