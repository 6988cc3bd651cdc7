"""What orders do when something happens to the people who bid or approve."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Decision, Membership, Organisation, Party, SubjectKind, User
from accounts.signals import access_changed, consent_ended, content_decided, member_left
from orders import actions
from orders.actions.hiding import hide_order, hide_orders_of


@receiver(consent_ended)
def end_bids_without_consent(sender: Any, party: Party, **_context: Any) -> None:
    actions.end_bids_without_consent(party)


@receiver(member_left)
def tell_whoever_waits_for_a_member(sender: Any, membership: Membership, **_context: Any) -> None:
    actions.tell_of_empty_seat(membership.user)


@receiver(access_changed)
def tell_whoever_waits_for_a_suspended_person(sender: Any, user: User, **_context: Any) -> None:
    actions.tell_of_empty_seat(user)


@receiver(content_decided)
def hide_what_was_decided_about(sender: Any, decision: Decision, is_hidden: bool, **_context: Any) -> None:  # noqa: FBT001 -- sent by name
    if decision.subject_kind == SubjectKind.ORDER:
        hide_order(decision.subject_id, is_hidden=is_hidden)
    if decision.organisation_id is not None:
        client = Organisation.objects.get(pk=decision.organisation_id)
        hide_orders_of(client, is_hidden=client.suspended_at is not None)
