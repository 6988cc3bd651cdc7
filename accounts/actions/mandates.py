"""A client lets a support organisation act for it, either side ends that, and what is done is written down."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.errors import NotClientError, NotSupportError
from accounts.models import CLIENT_KINDS, Mandate, MandateAct, Organisation, OrganisationKind, Reach, User
from accounts.queries import mandate_used_by
from accounts.rules import may_edit_organisation, may_manage_members
from accounts.signals import mandate_changed
from accounts.states import MANDATE_MOVES, MandateStatus


@transaction.atomic
def give_mandate(
    client: Organisation, support: Organisation, *, reach: Reach, valid_until: date, actor: User
) -> Mandate:
    """An owner of the client lets the support organisation act for it; a new mandate replaces the one in force.

    Quiet when the very same is in force. Raises PermissionDenied, NotClientError, NotSupportError.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=client.pk)
    if not may_manage_members(actor, client):
        raise PermissionDenied
    if client.kind not in CLIENT_KINDS:
        raise NotClientError
    if support.kind != OrganisationKind.SUPPORT:
        raise NotSupportError
    for old in Mandate.objects.select_for_update().filter(client=client, support=support, status=MandateStatus.ACTIVE):
        if (old.reach, old.valid_until) == (reach, valid_until):
            return old
        _end(old, actor=actor)
    mandate = Mandate.objects.create(
        client=client, support=support, reach=reach, valid_until=valid_until, given_by=actor
    )
    mandate_changed.send(sender=Mandate, mandate=mandate, actor=actor)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, actor: User) -> Mandate:
    """Either side, at any time, at once; quiet when it has ended. Raises PermissionDenied."""
    found = Mandate.objects.select_for_update(of=("self",)).select_related("client", "support")
    mandate = found.get(pk=mandate.pk)
    if not (may_manage_members(actor, mandate.client) or may_edit_organisation(actor, mandate.support)):
        raise PermissionDenied
    if mandate.status == MandateStatus.ACTIVE:
        _end(mandate, actor=actor)
        mandate_changed.send(sender=Mandate, mandate=mandate, actor=actor)
    return mandate


def trace_mandate(client_id: int, *, actor: User | None, act: str, subject: str, title: str) -> None:
    """Write down what somebody does by mandate; nothing for the client's own members. Call it in the action.

    Saving a draft many times a day is one act.
    """
    mandate = mandate_used_by(actor, client_id) if actor else None
    if mandate is None:
        return
    if act == "saved" and mandate.acts.filter(act=act, subject=subject, at__date=timezone.localdate()).exists():
        return
    MandateAct.objects.create(mandate=mandate, actor=actor, act=act, subject=subject, title=title)


def _end(mandate: Mandate, *, actor: User) -> None:
    assert MandateStatus.ENDED in MANDATE_MOVES[mandate.status]
    mandate.status = MandateStatus.ENDED
    mandate.ended_by, mandate.ended_at = actor, timezone.now()
    mandate.save()
