"""The form in which a company tells what it needs. A draft may lack nearly everything; publishing asks for the rest."""

from collections.abc import Mapping
from typing import Any, Final, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.models.profiles import HOURS_IN_WEEK
from common.forms import CleanCharField, DayField, WholeNumberField, YenField
from common.ids import is_public_id, new_public_id
from orders.buying import defaults_for
from orders.drafts import OrderDraft
from orders.errors import Gap
from orders.forms.buying import BUYING_FIELDS, BuyingFields
from orders.forms.languages import LanguageForm
from orders.forms.skills import (
    MUST,
    NONE,
    PREFIX,
    WISH,
    SkillChip,
    chips,
    resolve_added,
    skill_names,
    typed_choices,
    wanted_skills,
    with_found,
)
from orders.models import BudgetUnit, Opening, Order, Procurement, RemoteShare
from orders.models.orders import MOST_POSITIONS, MOST_WEEKS
from vocabulary.concepts import ConceptIndex
from vocabulary.queries import concept_index, municipalities_of, prefecture_choices

LANGUAGE_ROWS: Final = 3
PROPOSED_ENDING: Final = gettext_noop(
    "Either side may end the contract by telling the other in writing 30 days before. Work done until then is paid for."
)
TEXT_FIELDS: Final = ("title", "problem", "wanted_outcome")
SAME_NAMED: Final = (
    "title",
    "problem",
    "wanted_outcome",
    "budget_min_yen",
    "budget_max_yen",
    "budget_unit",
    "hours_per_week",
    "duration_weeks",
    "ending_terms",
    "remote",
    "start_on",
    "positions",
    *BUYING_FIELDS,
)


TOGETHER: Final = (("budget_min_yen", "budget_max_yen"), ("prefecture", "municipality"))


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OrderForm(BuyingFields):
    title = CleanCharField(
        label=_("Title"),
        max_length=120,
        help_text=_("One line that says what it is about. Example: “Read faxed orders into a list”"),
    )
    problem = CleanCharField(
        label=_("What troubles you now"),
        required=False,
        max_length=8000,
        widget=_text(8),
        help_text=_("In your own words, no technical terms needed: who does what today, how often, what goes wrong."),
    )
    wanted_outcome = CleanCharField(
        label=_("What should be different afterwards"),
        required=False,
        max_length=4000,
        widget=_text(5),
        help_text=_("Example: “We see each morning which orders are late, without telephoning.”"),
    )
    skill_new = CleanCharField(
        label=_("Add a skill"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "skill-names", "autocomplete": "off"}),
        help_text=_("Only if you know one. Several are separated by commas."),
    )
    budget_min_yen = YenField(
        label=_("Budget from (yen)"), required=False, help_text=_("Example: 300,000 or 30万. With an hourly fee: 3,000")
    )
    budget_max_yen = YenField(label=_("Budget up to (yen)"), required=False, help_text=_("Without consumption tax."))
    budget_unit = forms.ChoiceField(
        label=_("This budget is"), choices=BudgetUnit.choices, widget=forms.RadioSelect, initial=BudgetUnit.PROJECT
    )
    hours_per_week = WholeNumberField(
        label=_("Hours a week"),
        unit=pgettext_lazy("number", "hours"),
        required=False,
        min_value=1,
        max_value=HOURS_IN_WEEK,
        help_text=_("Example: 8 is one day a week. Needed to publish when the fee is monthly or hourly."),
    )
    duration_weeks = WholeNumberField(
        label=_("Length in weeks"),
        unit=pgettext_lazy("number", "weeks"),
        required=False,
        min_value=1,
        max_value=MOST_WEEKS,
        help_text=_("Example: three months are 13 weeks."),
    )
    ending_terms = CleanCharField(
        label=_("If the work ends early"),
        required=False,
        max_length=1000,
        widget=_text(3),
        help_text=_("The law asks for this in a public posting. You can leave our proposal as it is."),
    )
    remote = forms.ChoiceField(
        label=_("Where the work is done"), required=False, choices=RemoteShare.choices, widget=forms.RadioSelect
    )
    prefecture = forms.ChoiceField(
        label=_("Prefecture"),
        required=False,
        help_text=_("Needed to publish unless the work is done entirely from a distance."),
    )
    municipality = forms.ChoiceField(label=_("City, town or village"), required=False)
    deadline = DayField(
        label=_("Last day for bids"),
        required=False,
        help_text=_("Bids are accepted until the end of this day (Japan time). Two weeks are usual."),
    )
    start_on = DayField(label=_("Work should start on"), required=False)
    positions = WholeNumberField(
        label=_("How many people"),
        unit=pgettext_lazy("number", "people"),
        required=False,
        min_value=1,
        max_value=MOST_POSITIONS,
        initial=1,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        order: Order | None = None,
        client: Organisation | None = None,
        **options: Any,
    ) -> None:
        self.order, self.client = order, order.client if order else client
        initial = _initial_of(order, self.client) | options.pop("initial", {})
        super().__init__(data, initial=initial, **options)
        self.choose_for(self.client, order)
        self._offer_places()
        for name in ("hours_per_week", "duration_weeks", "positions"):
            self.fields[name].widget.attrs["class"] = "input-short"
        self.languages = [
            LanguageForm(data, prefix=f"language-{number}", initial=initial, auto_id=self.auto_id)
            for number, initial in enumerate(_language_rows(order))
        ]
        self._unknown_skills: list[str] = []

    def _offer_places(self) -> None:
        empty = ("", _("Please choose"))
        prefecture, municipality = self.fields["prefecture"], self.fields["municipality"]
        assert isinstance(prefecture, forms.ChoiceField)
        assert isinstance(municipality, forms.ChoiceField)
        prefecture.choices = [empty, *prefecture_choices()]
        chosen = str(self["prefecture"].value() or "")
        municipality.choices = [
            ("", _("No city, town or village")),
            *((town.code, town.label) for town in municipalities_of(chosen)),
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.languages)])

    def clean_positions(self) -> int:
        return self.cleaned_data["positions"] or 1

    def clean_skill_new(self) -> str:
        _known, self._unknown_skills = resolve_added(self.cleaned_data["skill_new"], self.index)
        if self._unknown_skills:
            raise ValidationError(
                _(
                    "We do not know “%(words)s” yet and have noted it. "
                    "Please choose a name from the list, or leave this empty."
                ),
                params={"words": "、".join(self._unknown_skills)},
                code="unknown",
            )
        return str(self.cleaned_data["skill_new"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        lowest, highest = cleaned.get("budget_min_yen"), cleaned.get("budget_max_yen")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("budget_max_yen", _("“Up to” must not be less than “from”."))
        for row, before in zip(self.languages[1:], _growing(self.languages), strict=False):
            if row.is_valid() and row.wanted and row.wanted.language in before:
                row.add_error("language", _("This language is already above."))
        return cleaned

    @property
    def unknown_skills(self) -> list[str]:
        """Words typed for skills that the vocabulary does not know; filled by validation."""
        return self._unknown_skills

    @cached_property
    def index(self) -> ConceptIndex:
        return concept_index()

    @cached_property
    def choices_by_skill(self) -> dict[str, str]:
        """Slug → none, wish or must. What was added by name, and what the text names, is a wish until somebody says."""
        texts = [self._start_of(name) for name in TEXT_FIELDS]
        if not self.is_bound:
            # What a saved text names but the draft does not ask for was declined when it was saved.
            wanted = self.order.skills.all() if self.order else ()
            stored = {one.skill.slug: MUST if one.is_must else WISH for one in wanted}
            return with_found(stored, texts, self.index, value=NONE)
        choices = typed_choices(self.data, self.index)
        added, _unknown = resolve_added(str(self.data.get("skill_new", ""))[:80], self.index)
        choices |= {slug: WISH for slug in added if choices.get(slug) != MUST}
        return with_found(choices, texts, self.index, value=WISH)

    @property
    def chips(self) -> list[SkillChip]:
        return chips(self.choices_by_skill, self.index)

    def _start_of(self, name: str) -> str:
        """A text no further than it may be long: what is sent beyond that is refused and need not be searched."""
        field = self.fields[name]
        assert isinstance(field, forms.CharField)
        return str(self[name].value() or "")[: field.max_length]

    @property
    def skill_names(self) -> list[str]:
        return skill_names(self.index)

    @cached_property
    def draft_id(self) -> str:
        """The draft's id from the first showing of the form on, so that saving twice at once makes one draft."""
        if self.order:
            return self.order.public_id
        sent = str(self.data.get("draft", ""))
        return sent if is_public_id(sent) else new_public_id()

    def show_misfits(self, gaps: list[Gap]) -> bool:
        """Put what is entered but cannot be published beside its field, leave out what is only missing yet."""
        misfits = [gap for gap in gaps if self.initial.get(gap.field) not in {None, ""}]
        self.show_gaps(misfits)
        return bool(misfits)

    def show_gaps(self, gaps: list[Gap]) -> None:
        """Put what publishing still needs beside the fields of a form that shows a saved draft."""
        self.cleaned_data = {}
        for gap in gaps:
            self.add_error(gap.field if gap.field in self.fields else None, str(gap.sentence))

    def with_added_skills(self) -> Self:
        """The same entries with the skills added by name among the chips, and no complaint about anything else.

        For somebody who only asked for skills; what else is wrong is said when they save.
        """
        data = QueryDict(mutable=True)
        data.update(self.data)
        data.update({PREFIX + slug: value for slug, value in self.choices_by_skill.items()})
        data["skill_new"] = "、".join(self.unknown_skills)
        form = type(self)(data, order=self.order, client=self.client)
        form.is_valid()
        for field in set(form.errors) - {"skill_new"}:
            del form.errors[field]
        for row in form.languages:
            row.errors.clear()
        return form

    @property
    def draft(self) -> OrderDraft:
        """The form's content; of an entry that is wrong, what was stored before."""
        cleaned = self._right_or_stored()
        places = {"prefecture_id": cleaned["prefecture"] or None, "municipality_id": cleaned["municipality"] or None}
        return OrderDraft(
            details={name: cleaned[name] for name in SAME_NAMED} | places,
            skills=wanted_skills(self.choices_by_skill),
            languages=tuple(row.wanted for row in self.languages if row.is_valid() and row.wanted),
            deadline=cleaned["deadline"],
        )

    def _right_or_stored(self) -> dict[str, Any]:
        """Entries that only make sense together are taken together."""
        wrong = {name for names in TOGETHER if not self.errors.keys().isdisjoint(names) for name in names}
        right = {name: value for name, value in self.cleaned_data.items() if name not in wrong}
        stored = _initial_of(self.order or Order())
        if self.order is None and self.client is not None:
            stored |= defaults_for(self.client)
        return stored | right


def _initial_of(order: Order | None, client: Organisation | None = None) -> dict[str, Any]:
    if order is None:
        first = {"ending_terms": gettext(PROPOSED_ENDING), "opening": Opening.AS_THEY_ARRIVE}
        first |= {"procurement": Procurement.NEGOTIATED}
        return first | (defaults_for(client) if client else {})
    return {name: getattr(order, name) for name in SAME_NAMED} | {
        "prefecture": order.prefecture_id,
        "municipality": order.municipality_id,
        "deadline": order.last_bidding_day,
    }


def _language_rows(order: Order | None) -> list[dict[str, Any]]:
    rows = [
        {"language": wanted.language, "level": wanted.level, "is_must": wanted.is_must}
        for wanted in (order.languages.all() if order else ())
    ]
    return (rows + [{}] * LANGUAGE_ROWS)[: max(LANGUAGE_ROWS, len(rows))]


def _growing(rows: list[LanguageForm]) -> list[set[str]]:
    """For each row after the first, the languages of the rows above it."""
    seen: set[str] = set()
    before = []
    for row in rows:
        if row.is_valid() and row.wanted:
            seen = seen | {row.wanted.language}
        before.append(seen)
    return before
