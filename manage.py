#!/usr/bin/env python3
"""Runs a management command: `./manage.py help` lists them."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parent / ".venv"

if __name__ == "__main__":
    python = ENVIRONMENT / "bin" / "python"
    if python.exists() and sys.prefix == sys.base_prefix:
        # So that `./manage.py` works from any shell, without activating anything first.
        os.execv(python, [str(python), *sys.argv])  # noqa: S606 (our own interpreter, no shell)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        import_module(os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings"))
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
