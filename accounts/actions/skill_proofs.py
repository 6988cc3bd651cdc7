"""Which skills of a party somebody else vouches for, written to where they are read."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from django.db.models import Max

from accounts.models import Evidence, Party, PastWork, ProfileSkill
from vocabulary.certificates import certificates


class Proof(TypedDict):
    """The columns of ProfileSkill that only this module decides."""

    evidenced_by: str
    confirmed_on: date | None


class Proofs:
    """What counts today for the skills of one party: approved certificates, and works its clients confirmed."""

    def __init__(self, party_id: int) -> None:
        self._certified = _certified(party_id)
        self._confirmed = _confirmed(party_id)

    def of(self, slug: str) -> Proof:
        return {"evidenced_by": self._certified.get(slug, ""), "confirmed_on": self._confirmed.get(slug)}


def settle_skills(party: Party) -> None:
    """After evidence, a confirmation or the list of skills has changed."""
    proofs = Proofs(party.pk)
    for row in ProfileSkill.objects.filter(profile__party=party).select_related("skill"):
        proof = proofs.of(row.skill.slug)
        if (row.evidenced_by, row.confirmed_on) != (proof["evidenced_by"], proof["confirmed_on"]):
            row.evidenced_by, row.confirmed_on = proof["evidenced_by"], proof["confirmed_on"]
            row.save(update_fields=["evidenced_by", "confirmed_on"])


def _certified(party_id: int) -> Mapping[str, str]:
    held = Evidence.objects.approved().filter(party=party_id).exclude(certificate="")
    codes = held.values_list("certificate", flat=True)
    return {slug: code for code in codes for slug in certificates()[code].skills}


def _confirmed(party_id: int) -> Mapping[str, date]:
    works = PastWork.objects.filter(profile__party=party_id, confirmed_on__isnull=False, skills__isnull=False)
    return dict(works.order_by().values_list("skills__slug").annotate(last=Max("confirmed_on")))
