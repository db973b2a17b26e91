from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application: WSGIApplication = get_wsgi_application()

from cms.edge.application import Edge  # noqa: E402 (views can be loaded only once Django is set up)

if settings.EDGE_CACHE_MB:
    application = Edge(application, room=settings.EDGE_CACHE_MB << 20, folder=settings.DATA_DIR / "edge")
