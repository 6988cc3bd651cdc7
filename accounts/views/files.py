"""Private files, for their owners and for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.downloads import file_response
from accounts.models import StoredFile
from accounts.views.readers import reader_of


@require_safe
def stored_file(request: HttpRequest, public_id: str) -> HttpResponse:
    return file_response(get_object_or_404(StoredFile.objects.visible_to(reader_of(request)), public_id=public_id))
