"""The class every view of the API is made from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.once import once
from accounts.api.refusals import ENTRY_CODES
from accounts.api.schema import TokenScheme
from common.ids import ALPHABET, LENGTH

__all__ = ["PUBLIC_ID", "ApiViewSet", "TokenScheme"]

PUBLIC_ID = rf"[{ALPHABET}]{{{LENGTH}}}"


class ApiViewSet(GenericViewSet[Any]):
    """Rows are fetched with what the caller may see of them; writes go through actions, at most once for their key."""

    lookup_field = "public_id"
    lookup_value_regex = PUBLIC_ID
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    is_public = False
    read_scope = ""
    write_scope = ""
    scopes: dict[str, str] = {}
    # Errors of actions that are about one entry, and what tells the entry and the sentence beside it.
    refused_entries: tuple[type[Exception], ...] = ()

    def blamed(self, error: Exception) -> tuple[str, Any]:
        """(entry, sentence) of one of the ``refused_entries``."""
        raise NotImplementedError

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, self.refused_entries):
            entry, sentence = self.blamed(exc)
            exc = ValidationError({entry: sentence}, ENTRY_CODES[type(exc)])
        return super().handle_exception(exc)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once it is clear who asks and that they may, a write is wrapped so that it happens at most once."""
        super().initial(request, *args, **kwargs)
        method = str(request.method)
        handler = getattr(self, method.lower(), None)
        if method not in SAFE_METHODS and handler is not None:
            setattr(self, method.lower(), partial(self._once, handler))

    def _once(
        self, handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any
    ) -> Response | HttpResponse:
        return once(request, partial(handler, request, *args, **kwargs), partial(self._rendered, request))

    def _rendered(self, request: Request, response: Response) -> Response:
        finished: Response = self.finalize_response(request, response)
        finished.render()
        return finished

    def page_of(self, rows: Any) -> Response:
        """One page of these rows, as the view's serializer tells them."""
        page = self.paginate_queryset(rows)
        assert page is not None
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def checked(self, **options: Any) -> dict[str, Any]:
        """What was sent, as the view's serializer understands it. Raises ValidationError."""
        serializer = self.get_serializer(data=self.request.data, **options)
        serializer.is_valid(raise_exception=True)
        checked: dict[str, Any] = serializer.validated_data
        return checked
