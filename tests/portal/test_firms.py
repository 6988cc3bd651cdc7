"""A firm's page is for clients, administrators and the firm itself."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Profile, User
from tests.factories import make_company, make_firm, make_freelancer, make_user, owner_of

pytestmark = pytest.mark.django_db


def opened(firm: Profile, reader: User | None) -> int:
    client = Client()
    assert reader is not None
    client.force_login(reader)
    return client.get(reverse("portal:firm", args=[firm.party.public_id])).status_code


def test_clients_find_a_firm_without_its_legal_name() -> None:
    firm, client = make_firm(name="架空ソフト", country="VN"), Client()
    client.force_login(owner_of(make_company()))
    page = client.get(reverse("portal:firm", args=[firm.party.public_id])).content.decode()
    assert firm.party.handle in page
    assert "架空ソフト" not in page


def test_rivals_and_strangers_find_nothing() -> None:
    firm = make_firm()
    assert firm.party.organisation is not None
    assert [opened(firm, reader) for reader in (owner_of(firm.party.organisation), make_user(is_staff=True))] == [
        200
    ] * 2
    rival = make_firm().party.organisation
    assert rival is not None
    assert [opened(firm, reader) for reader in (owner_of(rival), make_freelancer().user, make_user())] == [404] * 3
    Profile.objects.filter(pk=firm.pk).update(is_listed=False)
    assert opened(firm, owner_of(make_company())) == 404
