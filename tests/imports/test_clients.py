"""Organisations out of files: their first owner, their drafts, and one identity whatever they are called."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.actions import accept_invitation, give_mandate, invite_first_owner
from accounts.errors import AlreadyMemberError
from accounts.importers import importer_of
from accounts.models import DataImport, ImportedOrganisation, Invitation, Organisation, Party, Reach, Role
from accounts.signals import member_invited
from common.interchange.files import as_file
from common.japan import today_in_japan
from orders.models import ImportedOrder, Order
from tests.factories import make_company, make_order, make_user, owner_of
from tests.imports.carrying import bring, import_wholly
from tests.imports.test_orders import ORDER, sentences, write
from tests.signals import heard

pytestmark = pytest.mark.django_db(transaction=True)


def taken_out(kind: str, owner: Organisation | None = None) -> list[dict[str, Any]]:
    importer = importer_of(kind)
    assert importer is not None
    return [json.loads(line) for line in as_file(importer.records(None, owner), importer.fields, "jsonl")]


def test_an_administrator_gives_an_imported_client_to_its_first_owner(tmp_path: Path, client: Client) -> None:
    """By mail; from then on the owner opens and edits the drafts that were imported for it."""
    bring("orders", write(tmp_path, [ORDER]))
    order, staff = Order.objects.get(), make_user(is_staff=True)
    client.force_login(staff)
    page = reverse("portal:staff_organisation", args=[order.client.public_id])
    assert "最初の責任者" in client.get(page).content.decode()
    with heard(member_invited) as told:
        assert client.post(page, {"email": "Owner@example.jp"}).status_code == 302
    assert told[0]["invitation"].role == Role.OWNER
    assert "owner@example.jp" in client.get(page).content.decode()
    owner = make_user("owner@example.jp")
    client.force_login(owner)
    assert client.get(reverse("orders:edit", args=[order.public_id])).status_code == 404
    client.post(reverse("accounts:invitation_accept", args=[told[0]["invitation"].public_id]))
    assert client.get(reverse("orders:detail", args=[order.public_id])).status_code == 200
    assert client.get(reverse("orders:edit", args=[order.public_id])).status_code == 200


def test_a_second_first_owner_takes_the_place_of_the_invited_but_not_of_a_member() -> None:
    company = Organisation.objects.create(name="架空の団体", prefecture_id="32")
    staff = make_user(is_staff=True)
    for email in ("wrong@example.jp", "right@example.jp"):
        invite_first_owner(company, email=email, actor=staff, site="https://x")
    waiting = Invitation.objects.undecided().get()
    assert waiting.email == "right@example.jp"
    accept_invitation(waiting, user=make_user("right@example.jp"))
    with pytest.raises(AlreadyMemberError):
        invite_first_owner(company, email="other@example.jp", actor=staff, site="https://x")


def test_an_imported_firm_bids_once_its_first_owner_is_there(tmp_path: Path) -> None:
    record = {"id": "f", "kind": "partner_firm", "name": "架空ソフト", "prefecture": "32"}
    bring("organisations", write(tmp_path, [record]))
    firm, staff = Organisation.objects.get(), make_user(is_staff=True)
    invitation = invite_first_owner(firm, email="o@example.jp", actor=staff, site="https://x")
    accept_invitation(invitation, user=make_user("o@example.jp"))
    assert Party.objects.get().organisation == firm


def test_a_client_stays_one_whatever_it_is_called_since(tmp_path: Path) -> None:
    bring("orders", write(tmp_path, [ORDER]))
    Organisation.objects.update(name="山陰の醤油屋")
    bring("orders", write(tmp_path, [ORDER | {"id": "o-2", "title": "ほかの件"}]))
    assert Organisation.objects.get().name == "山陰の醤油屋"
    assert Order.objects.filter(client=Organisation.objects.get()).count() == 2
    assert taken_out("orders")[1] == ORDER | {"id": "o-2", "title": "ほかの件"}


def test_a_town_that_changed_its_name_stays_one_client(tmp_path: Path) -> None:
    """浜北市 is part of 浜松市 today: the words of the file come out again as they were."""
    town = {"id": "t-1", "client_kind": "municipality", "prefecture": "22", "title": "一", "municipality": "浜松市"}
    old = town | {"id": "t-2", "municipality": "浜北市"}
    job = bring("orders", write(tmp_path, [town, old]))
    assert "浜北市" in sentences(job)[0]
    assert Organisation.objects.get().municipality_id == "221309"
    assert taken_out("orders") == [town, old]


def test_an_organisation_somebody_acts_for_is_changed_by_no_file(tmp_path: Path) -> None:
    record = {"id": "a", "name": "架空醤油", "prefecture": "32"}
    bring("organisations", write(tmp_path, [record]))
    job = bring("organisations", write(tmp_path, [record | {"name": "新しい醤油"}]))
    assert (job.tally.updated, Organisation.objects.get().name) == (1, "新しい醤油")
    invitation = invite_first_owner(
        Organisation.objects.get(), email="o@example.jp", actor=make_user(is_staff=True), site="https://x"
    )
    accept_invitation(invitation, user=make_user("o@example.jp"))
    job = bring("organisations", write(tmp_path, [record]))
    assert (job.tally.unchanged, Organisation.objects.get().name) == (1, "新しい醤油")
    assert "管理する方がすでに登録していて" in sentences(job)[0]


def test_what_was_exported_and_comes_back_is_made_no_second_time(tmp_path: Path) -> None:
    company = make_company()
    draft, published = make_order(company, title="下書き"), make_order(company, published=True, title="公開中")
    out = taken_out("orders", company)
    job = bring("orders", write(tmp_path, [one | {"title": f"{one['title']}・改"} for one in out]), owner=company)
    assert (job.tally.created, job.tally.updated, job.tally.unchanged) == (0, 1, 1)
    draft.refresh_from_db()
    published.refresh_from_db()
    assert (draft.title, published.title) == ("下書き・改", "公開中")
    organisations = taken_out("organisations")
    bring("organisations", write(tmp_path, organisations))
    assert Organisation.objects.count() == 1
    assert not ImportedOrganisation.objects.exists()
    assert taken_out("organisations") == organisations


def test_what_the_platform_brought_for_a_client_is_the_clients_own(tmp_path: Path) -> None:
    company = make_company()
    bring("orders", write(tmp_path, [ORDER]), options={"client": company.public_id})
    job = bring("orders", write(tmp_path, [ORDER | {"title": "直した件名"}]), owner=company)
    assert (job.tally.updated, Order.objects.get().title) == (1, "直した件名")
    assert ImportedOrder.objects.count() == 1


@pytest.mark.parametrize(("reach", "published"), [(Reach.DRAFT, False), (Reach.PUBLISH, True), (None, False)])
def test_a_support_organisation_imports_as_far_as_its_mandate_reaches(reach: Reach | None, published: bool) -> None:
    client_company, support = make_company(), make_company(kind="support", name="架空商工会")
    helper, browser = owner_of(support), Client()
    browser.force_login(helper)
    if reach is None:
        assert browser.get(reverse("accounts:imports")).status_code == 403
        return
    until = today_in_japan() + timedelta(days=30)
    mandate = give_mandate(client_company, support, reach=reach, valid_until=until, actor=owner_of(client_company))
    browser.post(reverse("accounts:act_for"), {"key": mandate.public_id})
    assert browser.get(reverse("accounts:imports")).status_code == 200
    start = today_in_japan() + timedelta(days=60)
    whole = ORDER | {"start": start.isoformat(), "deadline": (start - timedelta(days=30)).isoformat()}
    content = json.dumps(whole).encode()
    browser.post(
        reverse("accounts:import_upload", args=["orders"]),
        {"file": SimpleUploadedFile("x.jsonl", content), "publish": "on"},
    )
    brought = DataImport.objects.get()
    assert brought.owner == client_company
    done = import_wholly(brought, helper)
    assert Order.objects.get().client == client_company
    told = "".join(problem.sentence for problem in done.warnings)
    assert ("公開" in told) or published
    assert ("委任" in told) != published
