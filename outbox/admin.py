"""Staff may look at background work and try dead rows again; nothing is edited by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin import ReadOnly
from outbox.actions import revive_work
from outbox.models import Heartbeat, Schedule, Work

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Work)
class WorkAdmin(ReadOnly, admin.ModelAdmin[Work]):
    list_display = ("kind", "key", "want_version", "done_version", "attempts", "dead", "next_at", "last_error")
    list_filter = ("dead", "kind")
    search_fields = ("kind", "key")
    date_hierarchy = "requested_at"
    ordering = ("-requested_at",)
    actions = ("try_again",)

    def has_revive_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_work")

    @admin.action(description=_("Try again"), permissions=["revive"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Work]) -> None:
        dead = list(chosen.filter(dead=True))
        for work in dead:
            revive_work(work)
        message = ngettext("%(count)d row will be tried again.", "%(count)d rows will be tried again.", len(dead))
        self.message_user(request, message % {"count": len(dead)})


@admin.register(Schedule)
class ScheduleAdmin(ReadOnly, admin.ModelAdmin[Schedule]):
    list_display = ("name", "every_seconds", "next_at", "last_started_at", "last_finished_at", "last_error")
    search_fields = ("name",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly, admin.ModelAdmin[Heartbeat]):
    list_display = ("name", "host", "at")
    search_fields = ("name", "host")
