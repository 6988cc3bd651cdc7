"""The administrators' search: people, organisations, orders and rankings by any id, name, address or word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Party, User
from common.forms import CleanCharField
from common.ids import is_public_id
from common.search import LONGEST, named_like
from common.text import fold
from matching.reviews import current_runs_of, run_by_number
from orders.models import Order
from orders.words import term_numbers, word_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matching.models import MatchRun

# So many of a kind are looked at, the best of them shown: whoever sees no match among them types one word more.
LOOKED_AT, SHOWN = 50, 10


class SearchForm(forms.Form):
    q = CleanCharField(
        label=_("Search people, organisations, orders and rankings"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "") if self.is_valid() else ""


@dataclass(frozen=True)
class PersonFound:
    """Somebody who signs in, or a party, or both in one."""

    user: User | None
    party: Party | None

    @property
    def names(self) -> list[str]:
        said = [self.user.email, self.user.full_name] if self.user else []
        return [*said, *([self.party.handle, self.party.legal_name, self.party.public_id] if self.party else [])]


@dataclass(frozen=True)
class Found:
    """What there is for the words, each kind with the exact matches first."""

    words: str
    people: list[PersonFound] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    runs: list[MatchRun] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.organisations or self.orders or self.runs)


def search_everything(words: str) -> Found:
    """Up to SHOWN of each kind; nothing for no words. Each question is answered by an index."""
    if not words:
        return Found("")
    orders = _orders(words)
    by_number = run_by_number(fold(words).lstrip("#"))
    runs = [by_number] if by_number else current_runs_of([order.pk for order in orders])
    return Found(words, _people(words), _organisations(words), orders, runs)


def _people(words: str) -> list[PersonFound]:
    parties = Party.objects.select_related("user", "organisation", "profile")
    if is_public_id(words) and (exact := parties.filter(public_id=words).first()):
        return [PersonFound(exact.user, exact)]
    users = list(named_like(User.objects.all(), words, "email", "full_name")[:LOOKED_AT])
    users += User.objects.filter(email=words.lower()).exclude(pk__in=[user.pk for user in users])
    named = list(named_like(parties, words, "handle")[:LOOKED_AT])
    legally = named_like(Party.objects.order_by(), words, "profile__legal_name").values("pk")[:LOOKED_AT]
    named += parties.filter(Q(pk__in=list(legally.values_list("pk", flat=True))) | Q(user__in=users))
    by_id = {party.pk: party for party in named}
    with_party = {party.user_id for party in by_id.values()}
    found = [PersonFound(party.user, party) for party in by_id.values()]
    found += [PersonFound(user, None) for user in users if user.pk not in with_party]
    return _best(found, words, lambda one: one.names)


def _organisations(words: str) -> list[Organisation]:
    organisations = Organisation.objects.select_related("prefecture")
    if is_public_id(words) and (exact := organisations.filter(public_id=words).first()):
        return [exact]
    found = list(named_like(organisations, words, "name")[:LOOKED_AT])
    return _best(found, words, lambda one: [one.name])


def _orders(words: str) -> list[Order]:
    orders = Order.objects.select_related("client").defer("search_terms", "problem", "wanted_outcome")
    if is_public_id(words):
        exact = list(orders.filter(Q(public_id=words) | Q(pk__in=_order_of_bid(words))))
        if exact:
            return exact
    terms = term_numbers(word_terms(words))
    found = list(orders.saying(terms).order_by("-pk")[:LOOKED_AT]) if terms else []
    return _best(found, words, lambda order: [order.title])


def _order_of_bid(public_id: str) -> list[int]:
    return list(Order.objects.filter(bids__public_id=public_id).values_list("pk", flat=True))


def _best[One](found: Iterable[One], words: str, names: Callable[[One], list[str]]) -> list[One]:
    """Those named exactly so, then those whose name begins so, then the others, as they came."""
    sought = fold(words)

    def distance(one: One) -> int:
        folded = [fold(name) for name in names(one)]
        if sought in folded:
            return 0
        return 1 if any(name.startswith(sought) for name in folded) else 2

    return sorted(found, key=distance)[:SHOWN]
