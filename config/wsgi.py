"""WSGI entry point: pages in production, twice as fast as over ASGI; the live stream needs `config.asgi`.

Like that one it guesses no settings.
"""

import os

from django.core.wsgi import get_wsgi_application

# Server threads come and go, and a connection of a thread that went would stay open: they share a pool instead.
os.environ.setdefault("DB_POOL", "1")

application = get_wsgi_application()
