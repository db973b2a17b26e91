"""Files on this machine's disk."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from django.core.files import File

READABLE = 0o644


class WholeFiles(FileSystemStorage):
    """A file is there with all its bytes or not at all, and one of the same name takes its place."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_overwrite=True, **options)

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as undo:
            file = undo.enter_context(NamedTemporaryFile(dir=path.parent, prefix=".", delete=False))
            part = Path(file.name)
            undo.callback(part.unlink, missing_ok=True)
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            # Its name must not reach the disk before its bytes do: the power can fail at any moment.
            os.fsync(file.fileno())
            part.chmod(READABLE)
            os.replace(part, path)
        return name
