"""Rows of work to do, of schedules and of signs of life."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Work(models.Model):
    """One thing to keep up to date: done when `done_version` has caught up with `want_version`."""

    kind = models.CharField(_("kind of work"), max_length=64)
    key = models.CharField(_("what it is about"), max_length=64)
    want_version = models.PositiveBigIntegerField(_("wanted version"), default=1)
    done_version = models.PositiveBigIntegerField(_("finished version"), default=0)
    next_at = models.DateTimeField(_("due at"))
    lease_until = models.DateTimeField(_("in progress until"), null=True)
    lease_token = models.UUIDField(_("lease"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    dead = models.BooleanField(_("given up"), default=False)
    last_error = models.TextField(_("last error"), default="", blank=True)
    requested_at = models.DateTimeField(_("requested at"))
    rung_at = models.DateTimeField(_("bell rung at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("piece of work")
        verbose_name_plural = _("pieces of work")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="work_kind_key_unique"),
            models.CheckConstraint(condition=Q(done_version__lte=F("want_version")), name="work_done_within_wanted"),
            models.CheckConstraint(condition=Q(attempts__gte=0), name="work_attempts_not_negative"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="work_due",
                condition=Q(done_version__lt=F("want_version"), dead=False),
            ),
            models.Index(fields=["requested_at"], name="work_dead", condition=Q(dead=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Schedule(models.Model):
    """When a job of the registry runs next, and how it went last time."""

    name = models.CharField(_("name"), max_length=64, primary_key=True)
    every_seconds = models.PositiveIntegerField(_("seconds between runs"))
    next_at = models.DateTimeField(_("due at"))
    last_started_at = models.DateTimeField(_("last started at"), null=True)
    last_finished_at = models.DateTimeField(_("last finished at"), null=True)
    last_error = models.TextField(_("last error"), default="", blank=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(every_seconds__gte=1), name="schedule_every_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """The last sign of life of a background program."""

    name = models.CharField(_("name"), max_length=64, primary_key=True)
    host = models.CharField(_("machine"), max_length=255)
    at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return self.name
