from __future__ import annotations

import mimetypes
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from media.credentials import read_credentials

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Says which content credentials (C2PA) pictures carry, and whether the signer is one whom we trust."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        for file in files:
            try:
                content = file.read_bytes()
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
            media_type = mimetypes.guess_type(file)[0] or ""
            found = read_credentials(content, media_type, trust_anchors=settings.C2PA_TRUST_ANCHORS)
            self.stdout.write(f"{file}: {found.state}")
            for name, value in asdict(found).items():
                if value and name not in ("state", "manifest"):
                    self.stdout.write(f"  {name.replace('_', ' ')}: {value}")
