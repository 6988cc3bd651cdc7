"""Imports and exports: bring a file, read what the check found, import it, take records away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import acting_of
from accounts.actions import imports as actions
from accounts.errors import ImportMovedError
from accounts.forms.imports import UploadForm
from accounts.importers import Importer, columns_of, headed, importer_of, importers_for
from accounts.models import DataImport, Organisation
from accounts.views.readers import reader_of, typed_in
from accounts.views.welcome import status_of
from common.downloads import download
from common.interchange.files import CONTENT_TYPES, as_file
from common.interchange.records import FORMATS, Format
from common.interchange.reports import as_table
from common.interchange.tables import template
from common.reader import language_of_reader

MOST_SHOWN = 50


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    kinds = importers_for(user, _owner(request))
    if not kinds:
        raise PermissionDenied
    history = DataImport.objects.visible_to(user).select_related("owner", "created_by").defer("problems")
    context = {"kinds": kinds, "formats": FORMATS, "history": history[:MOST_SHOWN]}
    return render(request, "accounts/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: HttpRequest, what: str) -> HttpResponse:
    importer, owner = _own_importer(request, what)
    form = UploadForm(typed_in(request), request.FILES or None)
    user = reader_of(request)
    options = importer.options(typed_in(request), user=user, owner=owner) if importer.options else None
    if request.method == "POST" and form.is_valid() and (options is None or options.is_valid()):
        file = form.cleaned_data["file"]
        chosen = options.options if options else {}  # type: ignore[attr-defined]  # every form of choices has them
        brought = (file.name, file.chunks())
        data_import = actions.upload_import(importer, brought, actor=user, owner=owner, options=chosen)
        return redirect("accounts:import_detail", data_import.public_id)
    columns = columns_of(importer, language_of_reader(), owner)
    context = {"importer": importer, "form": form, "options": options, "columns": columns}
    return render(request, "accounts/import_upload.html", context, status=status_of(form, options))


@require_safe
def import_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    data_import = _visible(request, public_id)
    importer = importer_of(data_import.kind)
    context = {
        "data_import": data_import,
        "importer": importer,
        "mistakes": headed(importer, data_import.errors, language_of_reader()),
        "notes": headed(importer, data_import.warnings, language_of_reader()),
        "follow_up": importer.follow_up(data_import) if importer and data_import.status == "done" else "",
    }
    template = "accounts/import_detail.html"
    return render(request, f"{template}#state" if request.htmx else template, context)  # type: ignore[attr-defined]


@require_POST
def import_run(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        actions.want_import(_visible(request, public_id), actor=reader_of(request))
    except ImportMovedError:
        messages.error(request, _("This file can no longer be imported. Please look at its report."))
    return redirect("accounts:import_detail", public_id)


@require_POST
def import_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        actions.discard_import(_visible(request, public_id), actor=reader_of(request))
    except ImportMovedError:
        messages.error(request, _("This file can no longer be discarded. Please look at its report."))
        return redirect("accounts:import_detail", public_id)
    messages.success(request, _("The file is discarded. Nothing of it was imported."))
    return redirect("accounts:imports")


@require_safe
def import_problems(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The report as a table, in the reader's language."""
    data_import = _visible(request, public_id)
    importer, language = importer_of(data_import.kind), language_of_reader()
    rows = as_table(*(headed(importer, found, language) for found in (data_import.errors, data_import.warnings)))
    return download(request, rows, f"import-{public_id}.csv", CONTENT_TYPES["csv"])


@require_safe
def export(request: HttpRequest, what: str, written: str) -> HttpResponseBase:
    """Everything of one kind that somebody may take away, as CSV or JSON Lines."""
    importer, owner = _own_importer(request, what)
    if written not in FORMATS:
        raise Http404
    records = importer.records(reader_of(request), owner)
    return _sent(request, importer, as_file(records, importer.fields, written), written)


@require_safe
def import_example(request: HttpRequest, what: str) -> HttpResponseBase:
    """A table to fill in: its columns and one row as an example."""
    importer, owner = _own_importer(request, what)
    columns = columns_of(importer, language_of_reader(), owner)
    return _sent(request, importer, [template((column.heading, column.example) for column in columns)], "csv")


def _sent(request: HttpRequest, importer: Importer, content: object, written: Format) -> HttpResponseBase:
    return download(request, content, f"{importer.kind}.{written}", CONTENT_TYPES[written])  # type: ignore[arg-type]


def _own_importer(request: HttpRequest, what: str) -> tuple[Importer, Organisation | None]:
    user = reader_of(request)
    owner, importer = _owner(request), importer_of(what)
    if importer is None:
        raise Http404
    if not importer.may_import(user, owner):
        raise PermissionDenied
    return importer, owner


def _owner(request: HttpRequest) -> Organisation | None:
    """For whom somebody imports: administrators for the platform (None), all others for whom they act."""
    return None if reader_of(request).is_staff else acting_of(request).organisation


def _visible(request: HttpRequest, public_id: str) -> DataImport:
    imports = DataImport.objects.visible_to(reader_of(request)).select_related("owner", "created_by")
    return get_object_or_404(imports, public_id=public_id)
