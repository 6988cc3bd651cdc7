"""How often one caller may ask: a window of a minute, counted in PostgreSQL, so that all processes count together."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from django.conf import settings
from rest_framework.throttling import BaseThrottle

from accounts.actions import count_request
from accounts.models import ApiToken, User

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

WINDOW_SECONDS: Final = 60


class CallerThrottle(BaseThrottle):
    """Per token, per person signed in, per internet address of a stranger (settings.API_REQUESTS_A_MINUTE)."""

    now: float = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        kind, subject = self._caller(request)
        self.now = time.time()
        window = int(self.now) // WINDOW_SECONDS
        return count_request(subject, window=window, seconds=WINDOW_SECONDS) <= settings.API_REQUESTS_A_MINUTE[kind]

    def wait(self) -> float:
        """Seconds until the next window."""
        return WINDOW_SECONDS - self.now % WINDOW_SECONDS + 1

    def _caller(self, request: Request) -> tuple[str, str]:
        if isinstance(request.auth, ApiToken):
            return "token", f"token:{request.auth.pk}"
        if isinstance(request.user, User):
            return "user", f"user:{request.user.pk}"
        return "anonymous", f"address:{self.get_ident(request)}"[:80]
