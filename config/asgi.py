"""ASGI entry point: pages and the live stream.

Which settings is for DJANGO_SETTINGS_MODULE to say: a guess would start production as the demo, which is open to all.
"""

import os

from django.core.asgi import get_asgi_application

# Every request has a thread of its own here, so connections come from a pool (config.settings.base).
os.environ.setdefault("DB_POOL", "1")

application = get_asgi_application()
