"""Files on this machine's disk."""

from __future__ import annotations

import os
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
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            for chunk in content.chunks():
                file.write(chunk)
        Path(file.name).chmod(READABLE)
        os.replace(file.name, path)
        return name
