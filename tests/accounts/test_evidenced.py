"""Claimed and evidenced are told apart wherever a skill is shown, and neither scores more."""

import pytest
from django.test import Client

from accounts import actions
from accounts.interchange.candidates import candidate_record
from accounts.models import EvidenceKind, Profile
from accounts.proofs import Claim, Paper
from matching.actions import RANK_ORDER
from matching.queries import current_ranking
from orders.drafts import WantedSkill
from orders.models import Order
from outbox.actions import run_work
from outbox.models import Work
from tests.accounts.uploads import PDF
from tests.factories import make_company, make_freelancer, make_user, owner_of
from tests.orders.making import make_bid, make_order

pytestmark = pytest.mark.django_db
AWS = Claim(EvidenceKind.CERTIFICATE, certificate="AWS-SAA", paper=Paper("証明.pdf", PDF))
SKILLS = (WantedSkill("aws", is_must=True), WantedSkill("kintone"))


def proven_person() -> Profile:
    """Somebody who can show a certificate for one of two skills."""
    profile = make_freelancer(skills=("aws", "kintone"))
    assert profile.user is not None
    evidence = actions.bring_evidence(profile.party, AWS, actor=profile.user)
    actions.approve_evidence(evidence, expires_on=None, note="", actor=make_user(is_staff=True))
    return Profile.objects.get(pk=profile.pk)


def ranked_order(*people: Profile) -> Order:
    order = make_order(make_company(), skills=SKILLS, remote="full")
    for person in people:
        make_bid(order, person)
    run_work(Work.objects.get(kind=RANK_ORDER, key=str(order.pk)).pk)
    return order


def test_two_people_who_say_the_same_score_the_same() -> None:
    proven, claimed = proven_person(), make_freelancer(skills=("aws", "kintone"))
    ranking = current_ranking(ranked_order(proven, claimed))
    assert ranking is not None
    scores = [ranking.standing(person.party_id) for person in (proven, claimed)]
    assert scores[0] is not None
    assert scores[1] is not None
    assert (scores[0].score, scores[0].parts) == (scores[1].score, scores[1].parts)


def test_both_sides_read_what_is_evidenced(client: Client) -> None:
    person = proven_person()
    order = ranked_order(person)
    client.force_login(owner_of(order.client))
    for address in ("candidates/", f"candidates/{person.party.public_id}/"):
        page = client.get(f"/orders/{order.public_id}/{address}").text
        assert "資格で裏付け：AWS" in page
    assert "裏付けのあるスキル: AWS" in client.get(f"/orders/{order.public_id}/bids/").text
    alone = client.get(f"/orders/{order.public_id}/candidates/{person.party.public_id}/").text
    assert alone.count("自己申告</span>") == 1
    assert person.user is not None
    client.force_login(person.user)
    assert "資格で裏付け：AWS" in client.get(f"/orders/{order.public_id}/my-match/").text


def test_programs_and_files_read_it(client: Client) -> None:
    person = proven_person()
    order = ranked_order(person)
    client.force_login(owner_of(order.client))
    told = client.get(f"/api/v1/orders/{order.public_id}/candidates/").json()["candidates"][0]
    assert told["verified"] == ["certificate"]
    assert [bool(skill["evidenced_by"]) for skill in told["skills"]] == [True, False]
    bid = client.get(f"/api/v1/orders/{order.public_id}/bids/").json()["results"][0]
    assert bid["bidder"]["evidenced_skills"] == ["aws"]
    kept = {skill["name"]: skill.get("evidenced_by") for skill in candidate_record(person)["skills"]}
    assert [bool(kept["aws"]), kept["kintone"]] == [True, None]


def test_orders_carry_the_marks_of_their_client(client: Client) -> None:
    order = make_order(make_company(verified=["corporate_number"]))
    assert "法人番号を確認済み" in client.get("/orders/").text
    assert "法人番号を確認済み" in client.get(f"/orders/{order.public_id}/").text
    told = client.get(f"/api/v1/orders/{order.public_id}/").json()
    assert told["company"]["verified"] == ["corporate_number"]
