"""A form of the platform as the tests know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.authorisation.world import World
from tests.bad_input.fields import SHORT_LIST, Field
from tests.bad_input.hostile import Sent


@dataclass(frozen=True)
class Form:
    """A form as ``actor`` finds it at ``address``; ``stored`` are the tables that take what is accepted.

    ``attacked`` is for a form that stands in this table already, at another address: the fields that get some of the
    bad values again. Else all fields get all of them.
    """

    name: str
    actor: str
    address: Callable[[World], str]
    fields: dict[str, Field]
    stored: tuple[type[Model], ...] = ()
    also: dict[str, str] = field(default_factory=dict)
    method: str = "post"
    htmx: bool = False
    # Whether what was accepted is answered with the form's own page.
    stays: bool = False
    attacked: tuple[str, ...] = ()
    prepare: Callable[[Client, World], None] = lambda _client, _world: None

    def values(self) -> dict[str, dict[str, Sent]]:
        """The bad values of each field by name."""
        if not self.attacked:
            return {name: asked.values() for name, asked in self.fields.items()}
        chosen = {name: self.fields[name].values() for name in self.attacked}
        return {name: {case: sent[case] for case in SHORT_LIST if case in sent} for name, sent in chosen.items()}

    @property
    def good(self) -> dict[str, Sent]:
        return {name: one.good for name, one in self.fields.items()} | self.also


def at(name: str, *keys: str) -> Callable[[World], str]:
    """The address called ``name``, with these of the world's values in it."""
    return lambda world: reverse(name, args=[world.ids.get(key, key) for key in keys])
