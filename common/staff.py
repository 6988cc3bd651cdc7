"""Pages for administrators: whoever is none is told that there is no such page."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Concatenate

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def staff_only[**P, Answer: HttpResponseBase](
    view: Callable[Concatenate[HttpRequest, P], Answer],
) -> Callable[Concatenate[HttpRequest, P], Answer]:
    """Who is not signed in never gets here (LoginRequiredMiddleware); who is no administrator gets 404."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
