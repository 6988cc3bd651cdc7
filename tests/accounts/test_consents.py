"""Nobody is ranked or shown without the consent of both, and not a moment longer."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions
from accounts.errors import LinkEndedError, TooManyLinksError
from accounts.models import Consent, ConsentChannel, ConsentScope, Giver, Party, Profile, Role
from accounts.queries import candidates_for_matching
from accounts.rules import CONSENT_LINK_DAYS, CONSENT_LINKS_A_DAY
from accounts.signals import consent_asked, consent_ended, profile_changed
from common.japan import today_in_japan
from tests.factories import make_consent, make_lender, make_member, make_personnel, make_user, owner_of
from tests.signals import heard

pytestmark = pytest.mark.django_db

TODAY = today_in_japan()
YEAR = timedelta(days=365)


def is_listed(profile: Profile) -> bool:
    """In the lists of the database, which must say the same as the one profile itself."""
    found = Profile.objects.listed().filter(pk=profile.pk).exists()
    assert Profile.objects.select_related("party").get(pk=profile.pk).takes_part is found
    return found


def test_both_must_agree() -> None:
    profile = make_personnel(agreed=False)
    assert not is_listed(profile)
    make_consent(profile.party, Giver.COMPANY)
    assert not is_listed(profile)
    make_consent(profile.party, Giver.PERSON)
    assert is_listed(profile)


@pytest.mark.parametrize(
    ("change", "listed"),
    [
        ({"expires_on": TODAY}, True),
        ({"expires_on": TODAY - timedelta(days=1)}, False),
        ({"withdrawn_at": timezone.now()}, False),
        ({"replaced_at": timezone.now()}, False),
        ({"scopes": [ConsentScope.NAMED]}, False),
    ],
)
@pytest.mark.parametrize("giver", Giver)
def test_what_a_consent_must_be(change: dict[str, Any], listed: bool, giver: Giver) -> None:
    profile = make_personnel()
    Consent.objects.filter(party=profile.party, giver=giver).update(**change)
    assert is_listed(profile) is listed


def test_one_lent_no_longer_is_not_listed() -> None:
    profile = make_personnel()
    actions.stop_lending(profile.party, actor=owner_of(profile.party.organisation))
    profile.refresh_from_db()
    assert not is_listed(Profile.objects.get(pk=profile.pk))


def test_everybody_read_for_matching_costs_no_query_each(django_assert_num_queries: Any) -> None:
    make_personnel()
    counts = []
    for _more in range(2):
        with django_assert_num_queries(9):
            counts.append([one.takes_part for one in candidates_for_matching()])
        make_personnel()
    assert counts == [[True], [True, True]]


def test_the_company_and_the_person_agree_and_a_newer_consent_replaces() -> None:
    profile = make_personnel(agreed=False, user=make_user())
    party, owner = profile.party, owner_of(profile.party.organisation)
    given = {"scopes": list(ConsentScope.values), "expires_on": TODAY + YEAR}
    with heard(profile_changed) as changes:
        actions.give_consent(party, Giver.COMPANY, by=owner, **given)
        actions.give_consent(party, Giver.PERSON, by=party.user, **given)
        actions.give_consent(party, Giver.PERSON, by=party.user, **given)
    assert len(changes) == 3
    assert is_listed(profile)
    assert Consent.objects.filter(party=party).count() == 3
    assert Consent.objects.standing().filter(party=party).count() == 2


def test_withdrawing_is_announced_once_and_hides_at_once() -> None:
    profile = make_personnel()
    owner = owner_of(profile.party.organisation)
    with heard(profile_changed) as changes, heard(consent_ended) as ends:
        actions.withdraw_consent(profile.party, Giver.COMPANY, by=owner)
        actions.withdraw_consent(profile.party, Giver.COMPANY, by=owner)
    assert (len(changes), len(ends)) == (1, 1)
    assert not is_listed(profile)
    row = Consent.objects.get(party=profile.party, giver=Giver.COMPANY)
    assert (row.withdrawn_by, row.withdrawn_how) == (owner, ConsentChannel.ACCOUNT)


def test_nobody_agrees_or_withdraws_for_somebody_else() -> None:
    profile = make_personnel(user=make_user())
    party, owner = profile.party, owner_of(profile.party.organisation)
    viewer = make_member(party.organisation, role=Role.VIEWER).user
    stranger = owner_of(make_lender(name="別の会社"))
    other = make_personnel()
    link = actions.ask_for_consent(other.party, actor=owner_of(other.party.organisation), site="")
    attempts = [
        (Giver.PERSON, owner),
        (Giver.COMPANY, party.user),
        *((giver, by) for giver in Giver for by in (viewer, stranger, link)),
    ]
    for giver, by in attempts:
        with pytest.raises(PermissionDenied):
            actions.withdraw_consent(party, giver, by=by)
        with pytest.raises(PermissionDenied):
            actions.give_consent(party, giver, scopes=["listed"], expires_on=TODAY + YEAR, by=by)
    assert is_listed(profile)


def test_a_personal_link_agrees_while_it_is_new_and_withdraws_for_ever() -> None:
    profile = make_personnel(agreed=False)
    make_consent(profile.party, Giver.COMPANY)
    with heard(consent_asked) as asked:
        link = actions.ask_for_consent(profile.party, actor=owner_of(profile.party.organisation), site="https://x")
    assert asked[0]["token"] not in (link.token_digest, str(link.pk))
    given = {"scopes": list(ConsentScope.values), "expires_on": TODAY + YEAR}
    actions.give_consent(profile.party, Giver.PERSON, by=link, **given)
    assert is_listed(profile)
    link.asked_at = timezone.now() - timedelta(days=CONSENT_LINK_DAYS + 1)
    link.save()
    with pytest.raises(LinkEndedError):
        actions.give_consent(profile.party, Giver.PERSON, by=link, **given)
    actions.withdraw_consent(profile.party, Giver.PERSON, by=link)
    assert not is_listed(profile)


def test_a_link_sent_to_an_address_that_was_corrected_opens_nothing() -> None:
    profile = make_personnel()
    owner = owner_of(profile.party.organisation)
    link = actions.ask_for_consent(profile.party, actor=owner, site="")
    actions.edit_personnel(profile.party, actor=owner, email="right@example.jp")
    profile.party.personnel.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.withdraw_consent(profile.party, Giver.PERSON, by=link)


def test_who_agrees_is_read_again_under_the_lock() -> None:
    """The page was open while the company wrote another address, or another account was connected."""
    profile = make_personnel(agreed=False, user=make_user())
    owner = owner_of(profile.party.organisation)
    link = actions.ask_for_consent(profile.party, actor=owner, site="")
    opened = Party.objects.select_related("personnel", "user").get(pk=profile.party_id)
    assert (opened.personnel.email, opened.user) == (link.email, profile.party.user)
    actions.edit_personnel(profile.party, actor=owner, email="right@example.jp")
    for by in (link, opened.user):
        with pytest.raises(PermissionDenied):
            actions.give_consent(opened, Giver.PERSON, scopes=["listed"], expires_on=TODAY + YEAR, by=by)
        with pytest.raises(PermissionDenied):
            actions.withdraw_consent(opened, Giver.PERSON, by=by)
    assert not Consent.objects.exists()


def test_nobody_is_asked_without_end() -> None:
    profile = make_personnel(agreed=False)
    owner = owner_of(profile.party.organisation)
    for _time in range(CONSENT_LINKS_A_DAY):
        actions.ask_for_consent(profile.party, actor=owner, site="")
    with pytest.raises(TooManyLinksError):
        actions.ask_for_consent(profile.party, actor=owner, site="")


def test_what_has_run_out_is_noticed_once() -> None:
    profile = make_personnel()
    Consent.objects.filter(giver=Giver.PERSON).update(expires_on=TODAY - timedelta(days=1))
    with heard(profile_changed) as changes, heard(consent_ended) as ends:
        assert actions.lapse_consents() == 1
        assert actions.lapse_consents() == 0
    assert [end["reason"] for end in ends] == ["expired"]
    assert changes[0]["profile"].pk == profile.pk


def test_one_standing_consent_of_each_is_the_database_s_rule() -> None:
    profile = make_personnel()
    for name, fields in (
        ("consent_standing_once", {}),
        ("consent_scopes_known", {"scopes": ["everything"], "replaced_at": timezone.now()}),
        ("consent_scopes_known", {"scopes": [], "replaced_at": timezone.now()}),
        ("consent_one_ending", {"withdrawn_at": timezone.now(), "replaced_at": timezone.now()}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make_consent(profile.party, Giver.PERSON, **fields)
