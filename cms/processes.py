"""Work that goes on in other processes, beside this one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor

import django
from django.conf import settings

MOST = 4


def pool() -> ProcessPoolExecutor:
    """Processes that can use Django, leave Ctrl-C to this one, and end when it ends."""
    # Started afresh: a copy of this process would share its database connection.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(min(os.cpu_count() or 1, MOST), mp_context=context, initializer=begin)


def begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    # It would keep every statement in memory.
    settings.DEBUG = False
    django.setup()
    # What a task makes goes when it ends; to look for cycles meanwhile takes a fifth of the time.
    gc.disable()


def end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
