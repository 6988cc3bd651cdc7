"""Some kinds of organisation act only once an administrator has approved them."""

import pytest

from accounts.models import NEEDS_APPROVAL, OrganisationKind
from accounts.queries import candidates_for_matching
from accounts.rules import is_approved
from orders.actions import publish_order
from orders.errors import OrderIncompleteError
from tests.factories import make_company, make_lender, make_personnel, owner_of
from tests.orders.making import make_draft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_only_some_kinds_need_approval(kind: str) -> None:
    assert is_approved(make_company(kind=kind))
    assert is_approved(make_company(kind=kind, approved_at=None)) == (kind not in NEEDS_APPROVAL)


def test_drafts_wait_for_the_approval() -> None:
    town = make_company(kind=OrganisationKind.MUNICIPALITY, approved_at=None)
    draft = make_draft(town)
    with pytest.raises(OrderIncompleteError) as refused:
        publish_order(draft, actor=owner_of(town))
    assert refused.value.gaps[0].field == "client"


def test_nobody_is_lent_by_a_company_that_is_not_approved() -> None:
    person = make_personnel(make_lender(approved_at=None))
    assert not candidates_for_matching([person.party_id]).exists()
    assert not person.takes_part
    lent = make_personnel(make_lender())
    assert lent.takes_part
    assert candidates_for_matching([lent.party_id]).exists()
