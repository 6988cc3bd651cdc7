"""Signing in to the API: a token in the header, or the session of the pages."""

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.actions import note_use
from accounts.models import ApiToken, User
from accounts.queries import role_of, token_by_digest
from accounts.tokens import digest_of_secret

SCHEME = "Bearer"
LONGEST_SECRET = 200


class TokenRefusedError(AuthenticationFailed):
    default_code = "token_invalid"
    default_detail = _("This token is unknown.")


class TokenExpiredError(AuthenticationFailed):
    default_code = "token_expired"
    default_detail = _("This token has run out. Please create a new one in your settings.")


class TokenRevokedError(AuthenticationFailed):
    default_code = "token_revoked"
    default_detail = _("This token was revoked.")


class AccountClosedError(AuthenticationFailed):
    default_code = "account_inactive"
    default_detail = _("The account this token belongs to is switched off.")


class SuspendedError(PermissionDenied):
    default_code = "suspended"
    default_detail = _("The administrators have suspended this account or organisation.")


class NoMemberError(PermissionDenied):
    default_code = "not_a_member"
    default_detail = _("The person this token belongs to no longer acts for this organisation.")


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer kkh_…``. A token opens no more than its person may at this moment."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = request.headers.get("Authorization", "").split()
        if not parts or parts[0].lower() != SCHEME.lower():
            return None
        if len(parts) != 2 or len(parts[1]) > LONGEST_SECRET:
            raise TokenRefusedError
        token = token_by_digest(digest_of_secret(parts[1]))
        require_working(token)
        assert token is not None
        note_use(token)
        _speak_language_of(token.user, request._request)  # noqa: SLF001 -- DRF offers no other way to Django's request
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="api"'


def require_working(token: ApiToken | None) -> None:
    """Raises AuthenticationFailed or PermissionDenied, each with a code that says why."""
    if token is None:
        raise TokenRefusedError
    if token.revoked_at is not None:
        raise TokenRevokedError
    if token.has_run_out:
        raise TokenExpiredError
    if not token.user.is_active:
        raise AccountClosedError
    if token.user.suspended_at is not None or (token.organisation and token.organisation.suspended_at is not None):
        raise SuspendedError
    if token.organisation is not None and role_of(token.user, token.organisation) is None:
        raise NoMemberError


def _speak_language_of(user: User, request: HttpRequest) -> None:
    """A program that asks for no language is answered in its owner's."""
    if user.language and "Accept-Language" not in request.headers:
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
