"""The texts that a newsroom keeps at fixed addresses of its site: `robots.txt`, `ads.txt` and their like."""

from __future__ import annotations

from pathlib import Path

from environs import ValidationError

NAMES = ("robots", "ads", "app-ads", "security", "humans")


def is_folder(path: str) -> None:
    if path and not Path(path).is_dir():
        raise ValidationError("No folder.")


def read_texts(path: str) -> dict[str, str]:
    """By name, those that the folder has."""
    files = {name: Path(path) / f"{name}.txt" for name in NAMES} if path else {}
    return {name: file.read_text() for name, file in files.items() if file.is_file()}
