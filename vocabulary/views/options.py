"""Two small public lists that forms load while somebody fills them in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vocabulary.queries import municipalities_of, suggested_labels

LONGEST_QUERY = 80


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def municipality_options(request: HttpRequest) -> HttpResponse:
    """`<option>`s of one prefecture's municipalities; only the empty one when the code is none."""
    towns = municipalities_of(request.GET.get("prefecture", ""))
    return render(request, "vocabulary/municipality_options.html", {"municipalities": towns})


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def skill_options(request: HttpRequest) -> HttpResponse:
    """`<option>`s for a datalist: skills that fit what was typed so far."""
    labels = suggested_labels(request.GET.get("q", "")[:LONGEST_QUERY])
    return render(request, "vocabulary/skill_options.html", {"labels": labels})
