"""Files are taken in, and disappear with their rows."""

import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.errors import FileRefusedError, TooManyFilesError
from accounts.file_types import EVERY_TYPE, FileType, cleaned_name, type_of
from accounts.models import FileToPrune, Organisation, Party, StoredFile, User
from accounts.models.files import LARGEST_FILE, MOST_BYTES, MOST_FILES, owner_lookup

PRUNED_AT_ONCE = 500
# A file without a row is perhaps one whose row is being written.
ORPHAN_AFTER = timedelta(days=1)


@transaction.atomic
def store_file(
    owner: User | Party | Organisation,
    *,
    content: bytes,
    name: str,
    by: User,
    allowed: frozenset[FileType] = EVERY_TYPE,
) -> StoredFile:
    """Keep a file for its owner. Whether ``by`` may add to what is the owner's, the caller has asked.

    Raises FileRefusedError for a file that is empty, too large or of a type not allowed, TooManyFilesError.
    """
    kind = type_of(content)
    if kind not in allowed or kind is None or not 0 < len(content) <= LARGEST_FILE:
        raise FileRefusedError
    _require_room(owner, len(content))
    row = StoredFile(
        **owner_lookup(owner),
        uploaded_by=by,
        name=cleaned_name(name, kind),
        content_type=kind.value,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    row.content.save("", ContentFile(content), save=False)
    row.save()
    return row


@transaction.atomic
def remove_file(row: StoredFile) -> None:
    """Quiet when it is gone. What lies on the disk goes with the next run of prune_files."""
    StoredFile.objects.filter(pk=row.pk).delete()


def prune_files() -> int:
    """Delete from the disk what no row names any more; how many."""
    noted = FileToPrune.objects.order_by("pk")[:PRUNED_AT_ONCE]
    paths = dict(noted.values_list("pk", "path"))
    for path in paths.values():
        default_storage.delete(path)
    FileToPrune.objects.filter(pk__in=paths).delete()
    return len(paths)


def prune_orphans(folder: str) -> int:
    """Delete from one folder old files no row names: those of a transaction that was rolled back; how many."""
    if not default_storage.exists(f"private/{folder}"):
        return 0
    _folders, names = default_storage.listdir(f"private/{folder}")
    before = timezone.now() - ORPHAN_AFTER
    paths = {f"private/{folder}/{name}" for name in names}
    known = set(StoredFile.objects.filter(content__in=paths).values_list("content", flat=True))
    orphans = [path for path in paths - known if default_storage.get_modified_time(path) < before]
    for path in orphans:
        default_storage.delete(path)
    return len(orphans)


def _require_room(owner: User | Party | Organisation, size: int) -> None:
    """One upload of an owner after the other, so that two at once do not both fit into the last place."""
    type(owner).objects.select_for_update(no_key=True).get(pk=owner.pk)
    kept = StoredFile.objects.of(owner).aggregate(number=Count("pk"), size=Coalesce(Sum("size"), 0))
    if kept["number"] >= MOST_FILES or kept["size"] + size > MOST_BYTES:
        raise TooManyFilesError
