"""An order beside its match list, graded by an administrator, and the grades as files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Party, User
from common.staff import staff_only
from matching import actions
from matching.forms import JudgementForm
from matching.labels import EXPORTS
from matching.models import MatchRun
from matching.queries import StoredRanking
from matching.reviews import (
    judged_people,
    judgement_form,
    judgement_records,
    judging_page,
    latest_judgements,
    order_for_review,
)

MOST_LISTED = 50


@require_safe
@staff_only
def match_list(request: HttpRequest, run: int) -> HttpResponse:
    found = _run(run)
    page = judging_page(found, _reader(request), first=request.GET.get("from", ""), is_blind="blind" in request.GET)
    return render(request, "matching/run_judging.html", {"page": page, "run": found, "order": order_for_review(found)})


@require_POST
@staff_only
def judge(request: HttpRequest, run: int, party: str) -> HttpResponse:
    found, who = _run(run), get_object_or_404(Party, public_id=party)
    form = judgement_form(who, data=request.POST)
    if not form.is_valid():
        return _answer(request, found, who, form)
    try:
        actions.judge(found, who, actor=_reader(request), **form.cleaned_data)
    except actions.NotInRunError as stranger:
        raise Http404 from stranger
    if request.htmx:  # type: ignore[attr-defined]  # HtmxMiddleware
        return _answer(request, found, who)
    messages.success(request, _("Your judgement is saved."))
    return redirect(f"{reverse('matching:staff_judging', args=[run])}?{request.GET.urlencode()}#candidate-{party}")


@require_safe
@staff_only
def judgements(request: HttpRequest) -> HttpResponse:
    listed = latest_judgements().order_by("-at", "-pk")[:MOST_LISTED]
    return render(request, "matching/judgement_list.html", {"judgements": listed, "most": MOST_LISTED})


@require_safe
@staff_only
def export(_request: HttpRequest, form: str) -> StreamingHttpResponse:
    if form not in EXPORTS:
        raise Http404
    lines, content_type = EXPORTS[form]
    answer = StreamingHttpResponse(lines(judgement_records()), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="judgements.{form}"'
    return answer


def _answer(request: HttpRequest, run: MatchRun, party: Party, form: JudgementForm | None = None) -> HttpResponse:
    """The one candidate again for htmx; the whole page with what was typed where a browser posted the form."""
    reader, is_blind = _reader(request), "blind" in request.GET
    refused = {party.pk: form} if form else None
    first = request.GET.get("from", "")
    page = judging_page(run, reader, first=first, is_blind=is_blind, refused=refused)
    context: dict[str, Any] = {"run": run, "page": page}
    if not request.htmx:  # type: ignore[attr-defined]  # HtmxMiddleware
        context |= {"order": order_for_review(run), "refused": form}
        return render(request, "matching/run_judging.html", context, status=422)
    found = judged_people(StoredRanking(run.slate), [party.pk], reader, refused)
    if not found:
        raise Http404
    return render(request, "matching/run_candidate_saved.html", context | {"one": found[0], "saved": form is None})


def _run(number: int) -> MatchRun:
    return get_object_or_404(MatchRun.objects.select_related("order__client", "slate"), pk=number)


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
