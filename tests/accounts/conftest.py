"""A company with an owner, a colleague and a viewer; a freelancer; a stranger."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import Membership, Organisation, Role, User
from tests.factories import make_company, make_member, make_user, owner_of


@dataclass(frozen=True)
class Company:
    organisation: Organisation
    owner: User
    editor: User
    viewer: User

    def member(self, user: User) -> Membership:
        return Membership.objects.get(organisation=self.organisation, user=user)

    @property
    def roles(self) -> dict[int, str]:
        return dict(Membership.objects.filter(organisation=self.organisation).values_list("user_id", "role"))


def build_company() -> Company:
    organisation = make_company()
    editor = make_member(organisation, role=Role.EDITOR).user
    viewer = make_member(organisation, role=Role.VIEWER).user
    return Company(organisation, owner_of(organisation), editor, viewer)


@pytest.fixture
def company(db: None) -> Company:
    return build_company()


@pytest.fixture
def stranger(db: None) -> User:
    return make_user("stranger@example.jp")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
