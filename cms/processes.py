"""Work that goes on in other processes, beside this one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext

import django
from django.conf import settings
from django.db import connection

MOST = 4


class Turn:
    """Given to the processes of one pool, so that those with much to write to SQLite do so one after another.

    Waiting inside SQLite, a writer polls, gives up in the end, and keeps the write-ahead log from being emptied.
    """

    lock: AbstractContextManager[object] = nullcontext()

    @classmethod
    def to_write(cls) -> AbstractContextManager[object]:
        return cls.lock if connection.vendor == "sqlite" else nullcontext()


def pool() -> ProcessPoolExecutor:
    """Processes that can use Django, leave Ctrl-C to this one, and end when it ends."""
    # Started afresh: a copy of this process would share its database connection.
    context = multiprocessing.get_context("spawn")
    number = min(os.cpu_count() or 1, MOST)
    return ProcessPoolExecutor(number, mp_context=context, initializer=begin, initargs=(context.Lock(),))


def begin(lock: AbstractContextManager[object]) -> None:
    Turn.lock = lock
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
