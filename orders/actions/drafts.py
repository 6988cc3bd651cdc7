"""Writing an order down, as far as its owner has got."""

from dataclasses import replace

from accounts.models import Organisation, Reach, User
from accounts.rules import may_edit_orders
from common.ids import new_public_id
from common.japan import today_in_japan
from orders.actions.moves import deciding, lock_order, require_editor, trace
from orders.buying import defaults_for
from orders.drafts import OrderDraft
from orders.errors import InApprovalError, NotAllowedError, NotEditableError
from orders.models import Order, OrderLanguage, OrderSkill
from orders.queries import search_terms
from orders.states import OrderStatus
from orders.versions import draft_of, fill
from vocabulary.models import Skill


@deciding
def create_draft(organisation: Organisation, draft: OrderDraft, *, actor: User, public_id: str = "") -> Order:
    """The same ``public_id`` sent again is the same draft: a form may be saved by itself and by hand at once.

    Raises NotAllowedError, NotEditableError when that draft has been published meanwhile.
    """
    if not may_edit_orders(actor, organisation):
        raise NotAllowedError
    order, is_new = Order.objects.get_or_create(
        public_id=public_id or new_public_id(),
        defaults={"client": organisation, "created_by": actor, **defaults_for(organisation)},
    )
    if not is_new:
        return save_draft(order, draft, actor=actor)
    _write(order, draft)
    trace(order, actor=actor, act="saved")
    return order


def copy_order(order: Order, *, actor: User) -> Order:
    """A new draft with the same content; days that have passed are left open. Raises NotAllowedError."""
    today = today_in_japan()
    draft = draft_of(order)
    details, deadline = dict(draft.details), draft.deadline
    if order.start_on and order.start_on < today:
        details["start_on"] = None
    if deadline and deadline < today:
        deadline = None
    draft = replace(draft, details=details, deadline=deadline)
    return create_draft(order.client, draft, actor=actor)


@deciding
def save_draft(order: Order, draft: OrderDraft, *, actor: User) -> Order:
    """Raises NotAllowedError, NotEditableError once the order is published."""
    order = lock_order(order)
    require_editor(order, actor, Reach.DRAFT)
    if order.status == OrderStatus.IN_APPROVAL:
        raise InApprovalError
    if order.status != OrderStatus.DRAFT:
        raise NotEditableError
    _write(order, draft)
    trace(order, actor=actor, act="saved")
    return order


def write_lists(order: Order, draft: OrderDraft) -> None:
    """Replace the skills and languages of an order by those of a draft."""
    _write_skills(order, draft)
    _write_languages(order, draft)


def _write(order: Order, draft: OrderDraft) -> None:
    fill(order, draft)
    order.save()
    write_lists(order, draft)
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
