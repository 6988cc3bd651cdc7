"""A lending company's list of people."""

import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections, transaction

from accounts import actions
from accounts.actions.personnel import _require_new
from accounts.errors import AlreadyLentError, AlreadyListedError, HandleTakenError, LicenceMissingError, NotLenderError
from accounts.models import LendingForm, Organisation, Party, PartyKind, Personnel, Profile, Role
from accounts.rules import acts_for, may_bid_for
from accounts.signals import person_lent_twice
from tests.factories import make_company, make_lender, make_member, make_personnel, make_user, owner_of
from tests.signals import heard

pytestmark = pytest.mark.django_db

FACTS: dict[str, Any] = {
    "legal_name": "田中 春",
    "email": "Haru@Example.jp",
    "lending_form": "secondment",
    "roles": ["engineer"],
}


def test_a_person_is_put_on_the_list() -> None:
    lender = make_lender()
    profile = actions.create_personnel(lender, actor=owner_of(lender), **FACTS, monthly_cap=80)
    assert (profile.party.kind, profile.party.organisation, profile.legal_name) == ("personnel", lender, "田中 春")
    assert (profile.party.personnel.email, profile.party.personnel.monthly_cap) == ("haru@example.jp", 80)
    assert profile.party.handle
    assert not Profile.objects.listed().exists()


def test_only_owners_and_editors_of_a_lending_company_keep_one() -> None:
    lender, company = make_lender(), make_company()
    for actor in (make_member(lender, role=Role.VIEWER).user, owner_of(company), make_user()):
        with pytest.raises(PermissionDenied):
            actions.create_personnel(lender, actor=actor, **FACTS)
    with pytest.raises(NotLenderError):
        actions.create_personnel(company, actor=owner_of(company), **FACTS)
    party = make_personnel(lender).party
    with pytest.raises(PermissionDenied):
        actions.edit_personnel(party, actor=owner_of(make_lender(name="別")), staff_number="1")
    with pytest.raises(PermissionDenied):
        actions.stop_lending(party, actor=owner_of(company))


def test_two_companies_cannot_lend_one_person_and_administrators_hear_of_it() -> None:
    first = make_personnel(email="haru@example.jp")
    second = make_lender(name="別の会社")
    with heard(person_lent_twice) as told, pytest.raises(AlreadyLentError):
        actions.create_personnel(second, actor=owner_of(second), **FACTS)
    assert [(one["lender"], one["party"]) for one in told] == [(second, first.party)]
    assert Party.objects.filter(kind=PartyKind.PERSONNEL).count() == 1


def test_a_person_whom_one_company_lends_no_longer_may_be_lent_by_another() -> None:
    first = make_personnel(email="haru@example.jp")
    actions.stop_lending(first.party, actor=owner_of(first.party.organisation))
    second = make_lender(name="別の会社")
    assert actions.create_personnel(second, actor=owner_of(second), **FACTS)


@pytest.mark.parametrize(("field", "facts"), [("email", {}), ("staff_number", {"email": "b@example.jp"})])
def test_nobody_stands_on_one_list_twice(field: str, facts: dict[str, Any]) -> None:
    lender = make_lender()
    make_personnel(lender, email="haru@example.jp", staff_number="A-1")
    with pytest.raises(AlreadyListedError) as refused:
        actions.create_personnel(lender, actor=owner_of(lender), **(FACTS | {"staff_number": "A-1"} | facts))
    assert refused.value.field == field


def test_dispatch_needs_a_licence_and_other_forms_keep_none() -> None:
    lender = make_lender()
    owner = owner_of(lender)
    with pytest.raises(LicenceMissingError):
        actions.create_personnel(lender, actor=owner, **(FACTS | {"lending_form": "dispatch"}))
    facts = FACTS | {"lending_form": "dispatch", "dispatch_licence": "派13-123456"}
    party = actions.create_personnel(lender, actor=owner, **facts).party
    actions.edit_personnel(party, actor=owner, lending_form=LendingForm.SECONDMENT)
    party.personnel.refresh_from_db()
    assert party.personnel.dispatch_licence == ""


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("personnel_dispatch_licensed", {"lending_form": "dispatch"}),
        ("personnel_licence_well_formed", {"dispatch_licence": "13-123456"}),
        ("personnel_roles_known", {"roles": ["mayor"]}),
        ("personnel_caps_in_range", {"monthly_cap": 745}),
        ("personnel_years_in_range", {"public_years": 61}),
        ("personnel_lending_form_known", {"lending_form": "gift"}),
        ("personnel_email_once", {"email": "HARU@example.jp"}),
    ],
)
def test_the_database_keeps_the_list(name: str, fields: dict[str, Any]) -> None:
    make_personnel(email="haru@example.jp")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_personnel(make_lender(), **fields)


def test_a_display_name_is_unique() -> None:
    make_personnel(handle="haru-mori-11")
    lender = make_lender()
    with pytest.raises(HandleTakenError):
        actions.create_personnel(lender, actor=owner_of(lender), **FACTS, handle="Haru-Mori-11")


def test_a_lent_person_reads_and_their_company_binds() -> None:
    profile = make_personnel(user=make_user())
    person, owner = profile.party.user, owner_of(profile.party.organisation)
    assert person is not None
    assert acts_for(person, profile.party)
    assert not may_bid_for(person, profile.party)
    assert may_bid_for(owner, profile.party)


def test_trainings_are_kept() -> None:
    profile = make_personnel()
    owner = owner_of(profile.party.organisation)
    done = actions.save_training(profile.party, None, actor=owner, name="自治体の予算", year=2026, hours=6)
    actions.save_training(profile.party, done, actor=owner, name="自治体の予算と契約", year=2026, hours=8)
    assert [row.name for row in profile.party.personnel.trainings.all()] == ["自治体の予算と契約"]
    with pytest.raises(PermissionDenied):
        actions.remove_training(profile.party, done, actor=make_user())
    actions.remove_training(profile.party, done, actor=owner)
    assert not profile.party.personnel.trainings.exists()


def test_every_change_is_in_the_record() -> None:
    profile = make_personnel()
    actions.edit_personnel(profile.party, actor=owner_of(profile.party.organisation), staff_number="B-7")
    history = Personnel.objects.get(pk=profile.party_id).events.order_by("pgh_id")
    assert [row.staff_number for row in history] == ["", "B-7"]


@pytest.mark.django_db(transaction=True)
def test_companies_that_add_one_person_at_the_same_moment() -> None:
    """One of them lends the person; every other one is told why not, and the administrators are told."""
    lenders = [make_lender(name=f"架空人材{number}") for number in range(4)]
    barrier, refused = threading.Barrier(len(lenders)), list[Exception]()

    def add(lender: Organisation) -> None:
        try:
            owner = owner_of(lender)
            barrier.wait(timeout=60)
            actions.create_personnel(lender, actor=owner, **FACTS)
        except AlreadyLentError as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=(lender,)) for lender in lenders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Personnel.objects.filter(email__iexact=FACTS["email"]).count() == 1
    assert len(refused) == len(lenders) - 1


def test_the_database_s_refusal_of_an_address_is_told_in_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the other company's row had come in after this one had looked."""
    first, second = make_lender(), make_lender(name="別の会社")
    make_personnel(first, email=FACTS["email"])
    looks = iter([None, _require_new, None, _require_new])

    def look(*told: Any, **options: Any) -> None:
        if (rule := next(looks)) is not None:
            rule(*told, **options)

    monkeypatch.setattr("accounts.actions.personnel._require_new", look)
    with pytest.raises(AlreadyLentError):
        actions.create_personnel(second, actor=owner_of(second), **FACTS)
    with pytest.raises(AlreadyListedError):
        actions.create_personnel(first, actor=owner_of(first), **FACTS)
