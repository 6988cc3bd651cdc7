"""What lists of parties and people can be narrowed by."""

from typing import Any

from django_filters import rest_framework as filters

from accounts.lending import ConsentState, people_like
from accounts.models import PartyKind, PersonnelRole
from accounts.models.parties import PartyQuerySet


class PartyFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=PartyKind.choices)


class PeopleFilter(filters.FilterSet):
    """As on the page; those who are no longer lent are found by their state only."""

    q = filters.CharFilter(max_length=80, help_text="In the name, the display name or the staff number.")
    role = filters.ChoiceFilter(choices=PersonnelRole.choices)
    state = filters.ChoiceFilter(choices=ConsentState.choices, help_text="How the consents stand.")

    def filter_queryset(self, queryset: Any) -> PartyQuerySet:
        wanted = {name: self.form.cleaned_data.get(name) or "" for name in ("q", "role", "state")}
        return people_like(queryset, wanted)
