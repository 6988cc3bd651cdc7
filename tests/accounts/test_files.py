"""Private files: what is taken, who reads it, and that nothing stays behind."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from accounts import actions
from accounts.errors import FileRefusedError, TooManyFilesError
from accounts.file_types import EVERY_TYPE, LONGEST_NAME, PAPERS, FileType, cleaned_name, type_of
from accounts.forms.files import PrivateFileField
from accounts.models import FileToPrune, Role, StoredFile
from accounts.models import files as limits
from accounts.models.files import LARGEST_FILE
from tests.accounts.uploads import DOCX, HOSTILE, JPEG, PDF, PNG, XLSX
from tests.factories import make_company, make_freelancer, make_member, make_user, owner_of

pytestmark = pytest.mark.django_db


def on_disk(stored: StoredFile) -> Path:
    return Path(settings.MEDIA_ROOT) / stored.content.name


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileType.PDF),
        (PNG, FileType.PNG),
        (JPEG, FileType.JPEG),
        (DOCX, FileType.DOCX),
        (XLSX, FileType.XLSX),
        ("名前,年\n山田,2026".encode("cp932"), FileType.TEXT),
        ("受注の一覧".encode(), FileType.TEXT),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: FileType) -> None:
    assert type_of(content) is kind


@pytest.mark.parametrize("case", HOSTILE)
def test_no_paper_is_what_only_calls_itself_one(case: str) -> None:
    with pytest.raises(FileRefusedError):
        actions.store_file(make_user(), content=HOSTILE[case], name="a.pdf", by=make_user(), allowed=PAPERS)


@pytest.mark.parametrize("case", ["empty", "a program", "an archive", "macros", "half an archive", "an ending only"])
def test_some_files_are_kept_nowhere(case: str) -> None:
    assert type_of(HOSTILE[case]) is None


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("証明書.pdf", "証明書.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\証明 書.PDF", "証明 書.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie  x.pdf"),
        ("", "file.pdf"),
        ("....", "file.pdf"),
        (".pdf", "file.pdf"),
        ("x" * 5000 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("\0\0", "file.pdf"),
        ('"><script>.pdf', "script.pdf"),
    ],
)
def test_names_are_made_harmless(sent: str, kept: str) -> None:
    assert cleaned_name(sent, FileType.PDF) == kept


def test_nothing_of_the_name_is_on_the_disk() -> None:
    stored = actions.store_file(make_user(), content=PDF, name="../../秘密.pdf", by=make_user())
    assert on_disk(stored).read_bytes() == PDF
    assert "秘密" not in stored.content.name
    assert on_disk(stored).stat().st_mode & 0o007 == 0
    assert (stored.size, len(stored.sha256), stored.content_type) == (len(PDF), 64, "application/pdf")


def test_eleven_megabytes_are_refused() -> None:
    with pytest.raises(FileRefusedError):
        actions.store_file(make_user(), content=PDF + b"x" * (11 << 20), name="a.pdf", by=make_user())


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (None, "required"),
        (SimpleUploadedFile("a.pdf", b""), "empty"),
        (SimpleUploadedFile("a.pdf", PDF + b"x" * LARGEST_FILE), "too_large"),
        (SimpleUploadedFile("a.pdf", b"MZ"), "wrong_type"),
        ("a.pdf", "required"),
    ],
)
def test_the_field_says_what_is_wrong(sent: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PrivateFileField().clean(sent)
    assert refused.value.code == code


def test_nobody_keeps_more_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    monkeypatch.setattr("accounts.actions.files.MOST_FILES", 1)
    actions.store_file(user, content=PDF, name="a.pdf", by=user)
    with pytest.raises(TooManyFilesError):
        actions.store_file(user, content=PDF, name="b.pdf", by=user)
    actions.store_file(make_user(), content=PDF, name="c.pdf", by=user)
    assert limits.MOST_BYTES > limits.LARGEST_FILE


def test_only_those_it_belongs_to_and_administrators_read_a_file(client: Client) -> None:
    company, freelancer = make_company(), make_freelancer()
    of_company = actions.store_file(company, content=PDF, name="a.pdf", by=owner_of(company))
    of_party = actions.store_file(freelancer.party, content=PDF, name="b.pdf", by=freelancer.user)
    readers = {
        owner_of(company): {of_company},
        make_member(company, role=Role.VIEWER).user: {of_company},
        freelancer.user: {of_party},
        make_user(): set(),
        make_user(is_staff=True): {of_company, of_party},
    }
    for reader, expected in readers.items():
        assert set(StoredFile.objects.visible_to(reader)) == expected


def test_a_file_is_saved_and_never_shown(client: Client) -> None:
    user = make_user()
    stored = actions.store_file(user, content=PDF, name="証明書.pdf", by=user, allowed=EVERY_TYPE)
    client.force_login(user)
    answer = client.get(f"/files/{stored.public_id}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    on_disk(stored).unlink()
    assert client.get(f"/files/{stored.public_id}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_files_go_with_their_rows() -> None:
    profile = make_freelancer()
    stored = actions.store_file(profile.party, content=PDF, name="a.pdf", by=profile.user)
    path = on_disk(stored)
    with transaction.atomic():
        actions.remove_file(stored)
        transaction.set_rollback(True)
    assert actions.prune_files() == 0
    profile.user.delete()
    assert path.exists()
    assert actions.prune_files() == 1
    assert not path.exists()
    assert not FileToPrune.objects.exists()


def test_what_no_row_ever_named_goes_after_a_day() -> None:
    user = make_user()
    kept = actions.store_file(user, content=PDF, name="a.pdf", by=user)
    folder = kept.content.name.split("/")[1]
    young, old = (Path(settings.MEDIA_ROOT) / f"private/{folder}/{name}" for name in ("young", "old"))
    for path in (young, old):
        path.write_bytes(PDF)
    long_ago = time.time() - 2 * 86_400
    for path in (old, on_disk(kept)):
        os.utime(path, (long_ago, long_ago))
    assert actions.prune_orphans(folder) == 1
    assert (young.exists(), old.exists(), on_disk(kept).exists()) == (True, False, True)
    assert actions.prune_orphans("no-such-folder") == 0
    default_storage.delete(f"private/{folder}/young")


def test_files_are_told_of_without_where_they_lie(client: Client) -> None:
    user = make_user()
    actions.store_file(user, content=PDF, name="証明書.pdf", by=user)
    client.force_login(user)
    answer = client.get("/me/data/download/")
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "証明書.pdf" in told
    assert "private/" not in told
