"""Writing an order down, as far as its owner has got."""

from accounts.models import Organisation, User
from accounts.rules import may_edit_orders
from orders.actions.moves import deciding, lock_order, require_editor
from orders.drafts import DRAFT_FIELDS, OrderDraft
from orders.errors import NotAllowedError, NotEditableError
from orders.models import Order, OrderLanguage, OrderSkill
from orders.queries import search_terms
from orders.rules import closing_moment
from orders.states import OrderStatus
from vocabulary.models import Skill


@deciding
def create_draft(organisation: Organisation, draft: OrderDraft, *, actor: User) -> Order:
    """Raises NotAllowedError."""
    if not may_edit_orders(actor, organisation):
        raise NotAllowedError
    order = Order(client=organisation, created_by=actor)
    _write(order, draft)
    return order


@deciding
def save_draft(order: Order, draft: OrderDraft, *, actor: User) -> Order:
    """Raises NotAllowedError, NotEditableError once the order is published."""
    order = lock_order(order)
    require_editor(order, actor)
    if order.status != OrderStatus.DRAFT:
        raise NotEditableError
    _write(order, draft)
    return order


def _write(order: Order, draft: OrderDraft) -> None:
    for name in DRAFT_FIELDS:
        setattr(order, name, draft.details[name])
    order.bids_close_at = closing_moment(draft.deadline) if draft.deadline else None
    order.save()
    _write_skills(order, draft)
    _write_languages(order, draft)
    order.search_terms = search_terms(order)
    order.save(update_fields=["search_terms"])


def _write_skills(order: Order, draft: OrderDraft) -> None:
    order.skills.all().delete()
    known = Skill.objects.in_bulk([wanted.slug for wanted in draft.skills], field_name="slug")
    OrderSkill.objects.bulk_create(
        OrderSkill(order=order, skill=known[wanted.slug], is_must=wanted.is_must)
        for wanted in draft.skills
        if wanted.slug in known
    )


def _write_languages(order: Order, draft: OrderDraft) -> None:
    order.languages.all().delete()
    OrderLanguage.objects.bulk_create(
        OrderLanguage(order=order, language=wanted.language, level=wanted.level, is_must=wanted.is_must)
        for wanted in draft.languages
    )
