"""Runs for administrators: what was asked, what came out, whom the hard rules kept out. Read only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from common.admin import ReadOnly, linked
from matching.explanations import RULE_LABELS, listed
from matching.models import Judgement, MatchRun
from matching.queries import StoredRanking

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

BEST_LISTED = 20


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnly, admin.ModelAdmin[MatchRun]):
    its_order = linked("order", _("order"))
    date_hierarchy = "created_at"
    list_display = (
        "id",
        "its_order",
        "order_version",
        "considered",
        "eligible",
        "excluded",
        "time_taken",
        "created_at",
        "current",
    )
    list_filter = ("engine_version", "created_at")
    search_fields = ("order__title", "order__public_id", "order__client__name")
    ordering = ("-pk",)
    fields = (
        "order", "order_version", "as_of", "engine_version", "considered", "eligible", "excluded", "best", "time_taken",
        "created_at", "need_text", "parameters_text",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatchRun]:
        return super().get_queryset(request).select_related("order", "slate").defer("slate__head", "slate__packed")

    def view_on_site(self, run: MatchRun) -> str:
        return reverse("matching:candidates", args=[run.order.public_id])

    @admin.display(description=_("Seconds"), ordering="seconds")
    def time_taken(self, run: MatchRun) -> str:
        return f"{run.seconds:.2f}"

    @admin.display(description=_("Excluded by rule"))
    def excluded(self, run: MatchRun) -> str:
        return listed(f"{RULE_LABELS.get(rule, rule)} {count}" for rule, count in run.exclusions.items())

    @admin.display(description=_("Shown now"), boolean=True)
    def current(self, run: MatchRun) -> bool:
        return run.slate.is_current

    @admin.display(description=_("Best people"))
    def best(self, run: MatchRun) -> str:
        rows = StoredRanking(run.slate).head
        handles = Party.objects.in_bulk(rows.ids[:BEST_LISTED].tolist())
        scores = zip(rows.ids[:BEST_LISTED].tolist(), rows.scores.tolist(), strict=False)
        return listed(f"{handles[party].handle} {score / 10:.1f}" for party, score in scores if party in handles)

    @admin.display(description=_("What the order asks for"))
    def need_text(self, run: MatchRun) -> SafeString:
        return _as_json(run.need)

    @admin.display(description=_("Parameters"))
    def parameters_text(self, run: MatchRun) -> SafeString:
        return _as_json(run.parameters)


@admin.register(Judgement)
class JudgementAdmin(ReadOnly, admin.ModelAdmin[Judgement]):
    its_order = linked("order", _("order"))
    its_run = linked("run", _("run"))
    its_candidate = linked("party", _("candidate"))
    its_administrator = linked("administrator", _("administrator"))
    date_hierarchy = "at"
    list_display = ("id", "its_order", "its_run", "its_candidate", "grade", "reason", "its_administrator", "at")
    list_filter = ("grade",)
    list_select_related = ("order", "run__order", "party", "administrator")
    search_fields = ("reason", "order__title", "order__public_id", "party__handle", "administrator__email")
    ordering = ("-pk",)


def _as_json(content: object) -> SafeString:
    return format_html("<pre>{}</pre>", json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True))
