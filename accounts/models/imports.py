"""Files of records that came in, and which row of the platform each record became."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.mandates import Mandate
from accounts.models.organisations import Organisation, Role
from accounts.models.parties import Party
from accounts.models.users import User
from accounts.states import UNDER_WAY, ImportStatus
from common.ids import PublicIdField
from common.interchange.complaints import Problem
from common.interchange.records import FORMATS

EXTERNAL_ID_LENGTH = 200
# The file is read twice: once to learn how it is written.
PASSES = 2


class DataImportQuerySet(models.QuerySet["DataImport"]):
    def visible_to(self, user: User) -> DataImportQuerySet:
        """Those of the organisations somebody edits, or writes for by mandate; for administrators all of them."""
        if user.is_staff:
            return self
        editing = user.memberships.filter(role__in=[Role.OWNER, Role.EDITOR]).values("organisation")
        clients = Mandate.objects.live().filter(support__in=editing).values("client")
        return self.filter(Q(owner__in=editing) | Q(owner__in=clients))


@pghistory.track(exclude=["rows", "bytes_read", "problems"])
class DataImport(models.Model):
    """One file somebody brought: what is in it, how far it has got, and what came of it.

    ``owner`` is for whom it is imported, nobody meaning the platform; ids of records are unique for each owner.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("what is imported"), max_length=16)
    format = models.CharField(_("format"), max_length=8, choices=[(name, name) for name in FORMATS])
    file_name = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    owner = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name=_("for"), null=True, blank=True
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    # What was chosen when the file was brought; its meaning belongs to the importer of this kind.
    options = models.JSONField(_("choices"), default=dict, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=ImportStatus, default=ImportStatus.UPLOADED)

    bytes_read = models.PositiveBigIntegerField(_("bytes read"), default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    error_count = models.PositiveIntegerField(_("mistakes"), default=0)
    warning_count = models.PositiveIntegerField(_("notes"), default=0)
    # {"errors": [Problem.to_json()], "warnings": [...]}, each no longer than a report keeps.
    problems = models.JSONField(_("problems"), default=dict, blank=True)

    created_at = models.DateTimeField(_("brought"), auto_now_add=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = DataImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="dataimport_status_known"),
            models.CheckConstraint(condition=Q(format__in=FORMATS), name="dataimport_format_known"),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="dataimport_newest")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def percent(self) -> int:
        return min(100, self.bytes_read * 100 // (self.size * PASSES or 1))

    @property
    def errors(self) -> list[Problem]:
        return [Problem.from_json(stored) for stored in self.problems.get("errors", ())]

    @property
    def warnings(self) -> list[Problem]:
        return [Problem.from_json(stored) for stored in self.problems.get("warnings", ())]


class ImportChunk(models.Model):
    """A piece of an imported file, so that every host with a worker can read it and none needs a shared disk."""

    data_import = models.ForeignKey(DataImport, models.CASCADE, related_name="chunks")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["data_import", "position"], name="importchunk_once")]

    def __str__(self) -> str:
        return f"{self.data_import_id}: {self.position}"


class ImportedRecord(models.Model):
    """Which row a record of somebody's file became, and the record as it was, so that nothing of it is lost.

    A higher app's kinds of records are its own tables, each with a unique (owner, external_id).
    """

    owner = models.ForeignKey(Organisation, models.CASCADE, related_name="+", null=True, blank=True)
    external_id = models.CharField(_("id in the file"), max_length=EXTERNAL_ID_LENGTH)
    source = models.JSONField(_("record as it came"))
    # What it became, by the keys of the format: a key is given back as it came while the row still says the same.
    became = models.JSONField(default=dict, editable=False)
    # Of everything but the id: two records with the same content are probably the same.
    digest = models.CharField(max_length=32, editable=False)
    last_import = models.ForeignKey(DataImport, models.SET_NULL, null=True, related_name="+")
    line = models.PositiveIntegerField(_("line"))
    updated_at = models.DateTimeField(_("last imported"), auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.external_id


class ImportedOrganisation(ImportedRecord):
    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="imported")

    class Meta:
        verbose_name = _("imported organisation")
        verbose_name_plural = _("imported organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "external_id"], nulls_distinct=False, name="importedorganisation_once"
            )
        ]
        indexes = [models.Index(fields=["digest"], name="importedorganisation_digest")]


class ImportedCandidate(ImportedRecord):
    """A record of a person or a firm. ``party`` is nobody where the platform has no place for its kind (yet)."""

    # Whoever is deleted takes along what was written about them.
    party = models.OneToOneField(Party, models.CASCADE, related_name="imported", null=True, blank=True)

    class Meta:
        verbose_name = _("imported candidate")
        verbose_name_plural = _("imported candidates")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "external_id"], nulls_distinct=False, name="importedcandidate_once"
            )
        ]
        indexes = [models.Index(fields=["digest"], name="importedcandidate_digest")]
