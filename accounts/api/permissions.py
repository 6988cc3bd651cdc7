"""Which scope an address needs, and whether the token has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.models import ApiToken, User

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class ScopeMissingError(PermissionDenied):
    default_code = "scope_missing"

    def __init__(self, scope: str) -> None:
        super().__init__(_("This token lacks the permission “%(scope)s”.") % {"scope": scope})


class NeedsScope(BasePermission):
    """The view names the ``read_scope`` and ``write_scope`` of its addresses, or ``scopes`` action by action.

    With ``is_public``, strangers may read. An address without a scope is open to every token.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.user, User):
            return request.method in SAFE_METHODS and bool(getattr(view, "is_public", False))
        scope = self.scope_for(view, str(request.method))
        if isinstance(request.auth, ApiToken) and scope and scope not in request.auth.scopes:
            raise ScopeMissingError(scope)
        return True

    @staticmethod
    def scope_for(view: APIView, method: str) -> str:
        """Empty where none is needed; the schema tells of it."""
        by_action: dict[str, str] = getattr(view, "scopes", {})
        action = getattr(view, "action", None)
        if action in by_action:
            return by_action[action]
        return str(getattr(view, "read_scope" if method in SAFE_METHODS else "write_scope", ""))
