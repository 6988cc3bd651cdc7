"""Seats somebody was offered: the same for every desk, because they are the person's."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import invitations_for
from portal.desks.parts import Tile

SEATS = "seats"


def seats_of(user: User) -> dict[str, QuerySet[Any]]:
    """What is counted for `seat_tile`."""
    return {SEATS: invitations_for(user).select_related(None)}


def seat_tile(counts: dict[str, int]) -> Tile:
    return Tile(
        _("Invitations to an organisation"),
        counts[SEATS],
        reverse("accounts:invitations"),
        _("Accept, or let them run out."),
    )
