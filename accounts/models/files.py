"""Private files: stored under names nobody can guess, and opened only by views that ask who is reading."""

from typing import Any

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.file_types import LONGEST_NAME, FileType
from accounts.models.organisations import Organisation
from accounts.models.parties import Party
from accounts.models.users import User
from common.ids import PublicIdField, new_public_id

LARGEST_FILE = 10 * 1024 * 1024
# Of pictures that are shown on a page.
LARGEST_ON_PAGE = 1024 * 1024
# Of one owner, all files together.
MOST_FILES = 100
MOST_BYTES = 200 * 1024 * 1024


def path_for(_instance: Any, _name: str) -> str:
    """A random name in one of 28² folders; nothing of the name it was sent with is in it."""
    name = new_public_id() + new_public_id()
    return f"private/{name[:2]}/{name}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: User) -> "StoredFileQuerySet":
        """One's own, those of one's parties and organisations; administrators see every file.

        Who else may open a file is said by the page that shows it.
        """
        if user.is_staff:
            return self
        return self.filter(
            Q(user=user)
            | Q(party__in=Party.objects.of_user(user))
            | Q(organisation__in=user.memberships.values("organisation"))
        )

    def of(self, owner: "User | Party | Organisation") -> "StoredFileQuerySet":
        return self.filter(**owner_lookup(owner))


def owner_lookup(owner: User | Party | Organisation) -> dict[str, Any]:
    """The field that names this owner, with the owner."""
    return {type(owner)._meta.model_name or "": owner}  # noqa: SLF001 -- public by documentation


# Whatever deletes a row, the file behind it is noted in the same transaction and goes soon after.
NOTE_FILE = """
    INSERT INTO accounts_filetoprune (path, noted_at) VALUES (OLD.content, clock_timestamp())
    ON CONFLICT DO NOTHING;
    RETURN OLD;
"""


class StoredFile(models.Model):
    """One file of exactly one owner. ``name`` is for whoever downloads it; ``content`` says where it lies."""

    public_id = PublicIdField()
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("user"))
    party = models.ForeignKey(Party, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("party"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    uploaded_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("uploaded by")
    )
    content = models.FileField(_("file"), upload_to=path_for, max_length=100, editable=False)
    name = models.CharField(_("file name"), max_length=LONGEST_NAME)
    content_type = models.CharField(
        _("type of file"), max_length=100, choices=[(kind.value, kind.name) for kind in FileType]
    )
    size = models.PositiveIntegerField(
        _("size in bytes"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST_FILE)]
    )
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    created_at = models.DateTimeField(_("stored"), auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, party__isnull=True, organisation__isnull=True)
                | Q(user__isnull=True, party__isnull=False, organisation__isnull=True)
                | Q(user__isnull=True, party__isnull=True, organisation__isnull=False),
                name="storedfile_one_owner",
            ),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=LARGEST_FILE), name="storedfile_size_in_range"),
            models.CheckConstraint(
                condition=Q(content_type__in=[kind.value for kind in FileType]), name="storedfile_type_known"
            ),
            models.UniqueConstraint(fields=["content"], name="storedfile_content_once"),
        ]
        triggers = [
            pgtrigger.Trigger(name="note_file", when=pgtrigger.After, operation=pgtrigger.Delete, func=NOTE_FILE),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_small_picture(self) -> bool:
        """Whether it can stand on a page as it is."""
        return self.content_type in (FileType.PNG, FileType.JPEG) and self.size <= LARGEST_ON_PAGE


class FileToPrune(models.Model):
    """Where a file lies whose row is gone."""

    path = models.CharField(_("path"), max_length=100, unique=True)
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        verbose_name = _("file to delete")
        verbose_name_plural = _("files to delete")

    def __str__(self) -> str:
        return self.path
