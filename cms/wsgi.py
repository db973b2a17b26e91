from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from cms.turns import Turns

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

# Threads of readers and of the desk share a process. One that computes gives way to those that wait after a fifth of
# the usual time: a page of the desk computes for a hundred milliseconds, an answer that is kept for a tenth of one.
sys.setswitchinterval(0.001)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application: WSGIApplication = get_wsgi_application()

from cms.delivery.lane import Lane  # noqa: E402 (views can be loaded only once Django is set up)
from cms.edge.application import Edge  # noqa: E402 (the same)

# What is there now stays as long as the process: to look through it again and again for garbage is in readers' way.
gc.collect()
gc.freeze()

# Whoever goes on to Django has a turn of its own kind: a page of the desk takes as long as a hundred stories, and
# nobody who asks for one of those waits in a line with twenty editors.
application = Lane(Turns(application))
if settings.EDGE_CACHE_MB:
    application = Edge(application, room=settings.EDGE_CACHE_MB << 20, folder=settings.DATA_DIR / "edge")
application = Turns(application)
