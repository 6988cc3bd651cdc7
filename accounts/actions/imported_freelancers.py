"""Freelancers out of files: accounts without a password, switched off until it is said that these people agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_noop

from accounts.actions.imported_kinds import NO_ADDRESS, Coming, address_of, is_address
from accounts.importers import Job
from accounts.interchange.columns import Columns
from accounts.models import Freelancer, ImportedCandidate, Party, PartyKind, User
from common.ids import new_public_id

# Nobody ever reads mail there (RFC 2606).
_NO_ADDRESS: Final = "imported.invalid"
# Whether any file came with the word that this person agreed; records of before this was kept ask their last import.
_AGREED: Final = "agreed"
_WAITING: Final = gettext_noop(
    "These people are kept but neither shown nor ranked: it was not said that they agreed to be on the platform."
)
_SAYS_ITSELF: Final = gettext_noop(
    "Whoever this is has signed in and says themself what is true. The row changes nothing."
)


class ImportedFreelancers:
    """Without ``options["consent"]`` the accounts stay switched off, and so nobody sees or ranks these people."""

    keeps_unsaid = False

    def __init__(self, job: Job) -> None:
        self._job = job
        self._agreed = bool(job.options.get("consent"))
        self._are_hidden = False

    @property
    def takes_part_at_once(self) -> bool:
        return self._agreed

    def own(self, columns: Columns, party: Party | None) -> dict[str, Any]:
        return {"side_job": columns.known.get("side_job", "")}

    def refuse_known(self, new: Sequence[Coming]) -> None:
        """Whoever is here already says themself what is true of them. An address stands for one person of the file."""
        wanted = [address for one in new if (address := address_of(one.record))]
        taken = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
        for one in new:
            address = address_of(one.record)
            if address and not is_address(address):
                self._job.refuse(one.record, "email", NO_ADDRESS)
            elif address in taken:
                self._job.refuse(
                    one.record, "email", gettext_noop("Somebody with this e-mail address is here already.")
                )
            elif address:
                taken.add(address)

    def parties(self, new: Sequence[Coming], handles: Sequence[str]) -> list[Party]:
        self._are_hidden |= bool(new) and not self._agreed
        users = User.objects.bulk_create(
            User(
                email=address_of(one.record) or f"{new_public_id()}@{_NO_ADDRESS}",
                password=make_password(None),
                is_active=self._agreed,
            )
            for one in new
        )
        return [
            Party(kind=PartyKind.FREELANCER, handle=handle, user=user)
            for handle, user in zip(handles, users, strict=True)
        ]

    def write_own(self, parties: Sequence[Party], new: Sequence[Coming]) -> None:
        Freelancer.objects.bulk_create(
            Freelancer(party=party, **one.own) for party, one in zip(parties, new, strict=True)
        )

    def why_not(self, party: Party) -> str:
        # Locked, and read only then: whoever signs in meanwhile waits, or is seen.
        user = User.objects.select_for_update(no_key=True).filter(parties=party).first()
        return _SAYS_ITSELF if user is not None and (user.last_login or user.has_usable_password()) else ""

    def change(self, party: Party, coming: Coming) -> bool:
        changed = 0
        if not coming.one.is_unchanged:
            changed += Freelancer.objects.filter(party=party).exclude(**coming.own).update(**coming.own)
        row = coming.one.row
        # An account that was on before was switched off by somebody, who knows why.
        if self._agreed and party.user is not None and row is not None and not _was_agreed(row):
            changed += User.objects.filter(pk=party.user.pk, is_active=False).update(is_active=True)
        return bool(changed)

    def remembered(self, row: ImportedCandidate) -> dict[str, Any]:
        return {_AGREED: self._agreed or _was_agreed(row)}

    def closing_note(self) -> str:
        return _WAITING if self._are_hidden else ""


def _was_agreed(row: ImportedCandidate) -> bool:
    last = row.last_import
    return bool(row.became.get(_AGREED, last is None or last.options.get("consent")))
