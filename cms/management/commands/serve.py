from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from cms.dependents import mark_everything
from cms.first_login import one_time_password
from cms.models import Document
from cms.supervision import Child, GaveUp, Supervisor

ADMIN = "admin"
SAMPLE = "load_sample"
# Most of them wait for what comes in; how many compute, `cms.turns` says.
BLOCKING_THREADS = 32


class Command(BaseCommand):
    help = "Runs the web server and the background worker together. While DEBUG is on, prepares all that they need."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port()
        # Found by the web server wherever it is started from.
        os.environ["PYTHONPATH"] = str(settings.BASE_DIR)
        # As only one thread runs at a time, one place to allocate from is enough, and after large answers
        # less memory is kept (docs/performance.md).
        os.environ.setdefault("MALLOC_ARENA_MAX", "1")
        # The same for Granian, which has an allocator of its own.
        os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
        if settings.DEBUG:
            self.prepare()
        else:
            require_preparation()
        supervisor = Supervisor(self.say)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *received: supervisor.stop())
        try:
            supervisor.start(Child("web server", web_server()), until=web_server_answers)
            supervisor.start(Child("background worker", background_worker()))
            if not supervisor.is_stopping:
                self.greet()
            connections.close_all()
            supervisor.watch()
        except GaveUp as error:
            raise CommandError(str(error)) from error
        finally:
            supervisor.stop_children()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def prepare(self) -> None:
        if pending_migrations():
            self.say("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        if SAMPLE in get_commands() and not Document.objects.exists():
            self.say("Writing a sample newsroom …")
            call_command(SAMPLE)
        users = get_user_model().objects
        if not users.filter(is_superuser=True).exists():
            users.create_superuser(ADMIN, email="", password=None)
        if addresses_have_changed():
            self.say(
                f"Readers' addresses have changed: {mark_everything(kinds()):,} documents are being compiled anew."
            )

    def greet(self) -> None:
        url = settings.API_URL
        rows = [("Admin", f"{url}/admin/"), *account_rows(), ("API", f"{url}/api/v1/articles/")]
        rows += [("API docs", f"{url}/api/docs/")]
        lines = ["The newsroom is open. Ctrl-C closes it.", "", *(f"{name:<10}{value}" for name, value in rows)]
        width = max(len(line) for line in lines)
        box = [f"┌{'─' * (width + 4)}┐", *(f"│  {line:<{width}}  │" for line in lines), f"└{'─' * (width + 4)}┘"]
        self.say("\n".join(["", *box, ""]))


def refuse_taken_port() -> None:
    where = f"{settings.HOST}:{settings.PORT}"
    try:
        family = socket.getaddrinfo(settings.HOST, settings.PORT, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((settings.HOST, settings.PORT), family=family).close()
    except socket.gaierror as error:
        raise CommandError(f"HOST={settings.HOST} is no address: leave it out, or try 0.0.0.0.") from error
    except OSError as error:
        remedies = {
            errno.EADDRINUSE: f"another program has this port. Choose another: make serve PORT={settings.PORT + 1}",
            errno.EACCES: "this port is for the system alone. Choose one over 1024: make serve PORT=8000",
            errno.EADDRNOTAVAIL: "this machine does not have that address. Leave HOST out, or try HOST=0.0.0.0",
        }
        raise CommandError(f"Cannot listen on {where}: {remedies.get(error.errno or 0, error)}") from error


def require_preparation() -> None:
    if pending := pending_migrations():
        raise CommandError(f"The database lacks {pending} migrations. Run this first: manage.py migrate")
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise CommandError("The static files are missing. Run this first: manage.py collectstatic --noinput")


def pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def kinds() -> list[str]:
    return list(settings.RECOMPILERS)


def addresses_have_changed() -> bool:
    """Documents hold absolute addresses: those of another PORT, SITE_URL or API_URL are out of date."""
    sample = Document.objects.live().filter(kind="article").only("body").first()
    return sample is not None and settings.API_URL not in sample.body


def account_rows() -> list[tuple[str, str]]:
    admin = get_user_model().objects.filter(username=ADMIN, is_superuser=True, is_active=True).first()
    if admin is None or admin.has_usable_password():
        return []
    return [("User", ADMIN), ("Password", f"{one_time_password(admin)} (works once: then choose your own)")]


def background_worker() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_worker"]


def web_server() -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": settings.HOST,
        "--port": str(settings.PORT),
        "--workers": str(settings.WEB_WORKERS),
        "--blocking-threads": str(BLOCKING_THREADS),
        "--workers-kill-timeout": "3",
        # One step lower, it warns of so many threads, which it takes to compute all at once.
        "--log-level": "error",
    }
    flat = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *flat, "--no-ws", "--respawn-failed-workers", "cms.wsgi:application"]


def web_server_answers() -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104 (is looked for, not bound)
    inquiry = http.client.HTTPConnection(host, settings.PORT, timeout=10)
    try:
        inquiry.request("HEAD", "/api/v1/articles/?limit=1")
        inquiry.getresponse()
    except OSError:
        return False
    finally:
        inquiry.close()
    return True
