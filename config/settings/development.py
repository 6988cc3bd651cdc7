"""The demo on one machine: loopback only, plain HTTP, mails kept for the demo mailbox."""

import secrets

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
DEMO = True
# A known key would open every session of whoever starts this by mistake; commands that sign nothing need none.
SECRET_KEY: str = env.str("SECRET_KEY", default="") or secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
MAILERS = {"default": {"BACKEND": "messaging.mailbox.MailboxBackend", "OPTIONS": {}}}
# Static files straight from the checkout: nothing to collect before the first page.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
