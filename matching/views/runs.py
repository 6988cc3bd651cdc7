"""Runs for administrators: the list, and one with everything it was given."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.staff import staff_only
from matching.filters import RunFilter
from matching.models import MatchRun
from matching.reviews import page_of_runs, run_page, runs_for_staff


@require_safe
@staff_only
def run_list(request: HttpRequest) -> HttpResponse:
    narrowed = RunFilter(request.GET, queryset=runs_for_staff())
    page = page_of_runs(narrowed.qs, request.GET.get("cursor"))
    return render(request, "matching/run_list.html", {"form": narrowed.form, "page": page})


@require_safe
@staff_only
def run_detail(request: HttpRequest, run: int) -> HttpResponse:
    found = get_object_or_404(MatchRun.objects.select_related("order__client", "slate"), pk=run)
    return render(request, "matching/run_detail.html", {"page": run_page(found), "run": found, "order": found.order})
