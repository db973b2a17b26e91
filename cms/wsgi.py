from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application: WSGIApplication = get_wsgi_application()

from cms.edge.application import Edge  # noqa: E402 (views can be loaded only once Django is set up)

# What is there now stays as long as the process: to look through it again and again for garbage is in readers' way.
gc.collect()
gc.freeze()

if settings.EDGE_CACHE_MB:
    application = Edge(application, room=settings.EDGE_CACHE_MB << 20, folder=settings.DATA_DIR / "edge")
