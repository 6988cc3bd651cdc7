"""Who may open the pages of those who run the platform."""

from django.http import Http404, HttpRequest

from accounts.models import User
from accounts.views.readers import reader_of


def administrator_of(request: HttpRequest) -> User:
    """The signed-in administrator; for everybody else these pages do not exist."""
    user = reader_of(request)
    if not user.is_staff:
        raise Http404
    return user
