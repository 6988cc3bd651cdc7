"""Tests: the demo's settings on real servers that live as long as the test run."""

import os
from tempfile import TemporaryDirectory

from common.servers import embedded_for_tests

os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = embedded_for_tests()

from config.settings.development import *  # noqa: E402, F403 -- reads the addresses set above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Looks static files up when asked for, instead of reading all of them for each test client (80 ms).
WHITENOISE_AUTOREFRESH = True
_media = TemporaryDirectory(prefix="kakehashi-media-")
MEDIA_ROOT = _media.name
SECRET_KEY = "test-only"  # noqa: S105 -- protects nothing
