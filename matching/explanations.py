"""The engine's codes and facts as sentences in the reader's language. None are put together from pieces.

The sentences name neither "you" nor "they": the company and the person themself read the same ones.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from common.reader import language_of_reader
from matching.engine.explain import Explanation
from matching.engine.parameters import PART_NAMES
from vocabulary.concepts import ConceptIndex
from vocabulary.languages import LANGUAGES, level_label
from vocabulary.places import Place, load_places

type Facts = Mapping[str, Any]
type Tell = Callable[["Words", Facts], list[str]]

PART_LABELS: dict[str, Promise] = {
    "skills": pgettext_lazy("part", "Skills"),
    "must": pgettext_lazy("part", "Must-haves"),
    "concepts": pgettext_lazy("part", "Subjects"),
    "bm25": pgettext_lazy("part", "Words in common"),
    "ngrams": pgettext_lazy("part", "Similar wording"),
    "place": pgettext_lazy("part", "Place"),
    "rate": pgettext_lazy("part", "Rate"),
    "availability": pgettext_lazy("part", "Time"),
    "language": pgettext_lazy("part", "Languages"),
}

RULE_LABELS: dict[str, Promise] = {
    "excluded_by_owner": gettext_lazy("Belongs to this client"),
    "inactive": gettext_lazy("Does not take part in matching now"),
    "kind_not_wanted": gettext_lazy("Another kind of partner is wanted"),
    "employment_track": gettext_lazy("Looks for employment, not for orders"),
    "side_job_forbidden": gettext_lazy("Employer does not allow side jobs"),
    "onsite_unreachable": gettext_lazy("Cannot come to the place of work"),
    "rate_over_limit": gettext_lazy("Lowest rate is far above the budget"),
    "not_available_in_time": gettext_lazy("Is free only long after the start"),
    "language_too_low": gettext_lazy("Required language is below the level asked"),
}

# To the person concerned, with what would change it.
RULE_SENTENCES: dict[str, Promise] = {
    "excluded_by_owner": gettext_lazy(
        "This is an order of your own organisation, or of one that you block or that blocks you, so you are not ranked "
        "for it."
    ),
    "inactive": gettext_lazy("You do not take part in matching at the moment. You can change that in your profile."),
    "kind_not_wanted": gettext_lazy("This order looks for another kind of partner."),
    "employment_track": gettext_lazy("You look for employment through a programme, so you are not ranked for orders."),
    "side_job_forbidden": gettext_lazy(
        "Your profile says that your employer does not allow side jobs. If that has changed, please update it."
    ),
    "onsite_unreachable": gettext_lazy(
        "The work is done on site, and your profile does not say that you can come to this prefecture."
    ),
    "rate_over_limit": gettext_lazy("Your lowest hourly rate is more than 15 percent above what this order can pay."),
    "not_available_in_time": gettext_lazy("Your profile says that you are free more than four weeks after the start."),
    "language_too_low": gettext_lazy("A required language is below the level this order asks for in your profile."),
}

# Who says nothing counts as inactive, too, and is told what to say.
EMPTY_PROFILE = gettext_lazy(
    "Your profile is still empty, so no client is shown you. Add a skill, a line about your work or a past work."
)

# Which section of the profile would change it (accounts' profile page).
PROFILE_SECTIONS: dict[str, str] = {
    "inactive": "listing",
    "side_job_forbidden": "permission",
    "onsite_unreachable": "conditions",
    "rate_over_limit": "conditions",
    "not_available_in_time": "conditions",
    "language_too_low": "languages",
    "missing_must_skill": "skills",
    "missing_wished_skill": "skills",
    "unknown_skill_level": "skills",
    "skill_level_low": "skills",
    "unknown_language": "languages",
    "language_missing": "languages",
    "language_low": "languages",
    "rate_above_budget": "conditions",
    "unknown_rate": "conditions",
    "unknown_start": "conditions",
    "starts_later": "conditions",
    "unknown_hours": "conditions",
    "fewer_hours": "conditions",
    "far_away": "conditions",
    "not_in_reach": "conditions",
    "unknown_place": "conditions",
    "side_job_pending": "permission",
}


class UnexplainedError(LookupError):
    """The engine gave a code that has no sentence."""


@dataclass(frozen=True)
class ShownPart:
    """One part of a score as pages draw and tell it; points and maximum are tenths of a point."""

    name: str
    label: Promise
    points: int
    maximum: int
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownGap:
    """``section`` is the part of the profile page that would close the gap, empty when none does."""

    code: str
    sentence: str
    section: str


@dataclass(frozen=True)
class Words:
    """Names of what the engine's facts hold by id, in the active language."""

    index: ConceptIndex

    @property
    def language(self) -> str:
        return language_of_reader()

    def skill(self, concept: str) -> str:
        return self.index.label(concept, self.language)

    def skills(self, concepts: Iterable[str]) -> str:
        return listed(self.skill(concept) for concept in concepts)

    def spoken(self, code: str) -> str:
        known = LANGUAGES.get(code)
        return known.label(self.language) if known else code

    def level(self, ordinal: int | None) -> str:
        return level_label(ordinal or 0, self.language)

    def place(self, named: Mapping[str, str | None]) -> str:
        """A prefecture with its municipality, from their codes; a free text as it is."""
        prefecture, town = named.get("prefecture"), named.get("place")
        places = load_places()
        if prefecture is None or prefecture not in places.prefectures:
            return town or ""
        return places.label(Place(prefecture, town if town in places.municipalities else None), self.language)


def listed(names: Iterable[str]) -> str:
    return pgettext("between the names of a list", ", ").join(names)


def day(iso: str) -> str:
    return date_format(datetime.date.fromisoformat(iso), "DATE_FORMAT")


def number(amount: int) -> str:
    return f"{amount:,}"


def _always(sentence: Promise) -> Tell:
    return lambda _words, _facts: [str(sentence)]


def _skills(words: Words, facts: Facts) -> list[str]:
    told = []
    if facts["matched"]:
        told.append(_("In the profile: %(skills)s.") % {"skills": words.skills(facts["matched"])})
    told += [
        _("Close to %(asked)s: %(known)s.") % {"asked": words.skill(asked), "known": words.skill(known)}
        for asked, known in facts["near"].items()
    ]
    if facts["missing"]:
        told.append(_("Not in the profile: %(skills)s.") % {"skills": words.skills(facts["missing"])})
    return told


def _skills_read_from_text(words: Words, facts: Facts) -> list[str]:
    return [_("The order names no skills; these were read from its text."), *_skills(words, facts)]


def _musts(words: Words, facts: Facts) -> list[str]:
    wanted = len(facts["wants"])
    told = ngettext(
        "%(has)d of %(wants)d must-have is in the profile.",
        "%(has)d of %(wants)d must-haves are in the profile.",
        wanted,
    ) % {"has": len(facts["has"]), "wants": wanted}
    missing = [concept for concept in facts["wants"] if concept not in facts["has"]]
    return [told] + ([_("Not in the profile: %(skills)s.") % {"skills": words.skills(missing)}] if missing else [])


def _subjects(words: Words, facts: Facts) -> list[str]:
    if not facts["shared"]:
        return [_("The profile mentions none of the subjects of the order.")]
    counted = {"shared": len(facts["shared"]), "wanted": facts["wanted"], "names": words.skills(facts["shared"])}
    return [
        ngettext(
            "The profile mentions %(shared)d of %(wanted)d subject of the order: %(names)s.",
            "The profile mentions %(shared)d of %(wanted)d subjects of the order: %(names)s.",
            facts["wanted"],
        )
        % counted
    ]


def _words_in_common(_words: Words, facts: Facts) -> list[str]:
    return [_("Order and profile both use: %(words)s.") % {"words": listed(facts["words"])}]


def _place(sentence: Promise) -> Tell:
    def tell(words: Words, facts: Facts) -> list[str]:
        return [str(sentence) % {"wants": words.place(facts["wants"]), "has": words.place(facts["has"])}]

    return tell


def _yen(sentence: Promise) -> Tell:
    return lambda _words, facts: [str(sentence) % {name: number(amount) for name, amount in facts.items()}]


_NOTHING_ASKED = gettext_lazy("The order asks nothing here, so everybody gets all points.")
_ENTIRELY_REMOTE = gettext_lazy("The place does not matter for this order, so everybody gets all points.")
_NO_SHARED_WORDS = gettext_lazy("Order and profile use hardly any words in common.")
_PLACE_UNKNOWN = gettext_lazy("The profile names no place, so it stays open how far it is to %(wants)s.")
_FAR_AWAY = gettext_lazy("%(has)s is far from %(wants)s.")
_OVER_BUDGET = gettext_lazy("The lowest rate is ¥%(rate)s an hour, the order pays up to ¥%(budget)s an hour.")
_RATE_UNKNOWN = gettext_lazy("The profile names no hourly rate; the order pays up to ¥%(budget)s an hour.")

REASONS: dict[tuple[str, str], Tell] = {
    ("skills", "not_asked"): _always(gettext_lazy("The order names no skills, so everybody gets all points.")),
    ("skills", "compared"): _skills,
    ("skills", "read_from_text"): _skills_read_from_text,
    ("must", "not_asked"): _always(gettext_lazy("The order has no must-haves, so everybody gets all points.")),
    ("must", "compared"): _musts,
    ("concepts", "not_asked"): _always(_NOTHING_ASKED),
    ("concepts", "compared"): _subjects,
    ("bm25", "not_asked"): _always(_NOTHING_ASKED),
    ("bm25", "words_in_common"): _words_in_common,
    ("bm25", "no_words_in_common"): _always(_NO_SHARED_WORDS),
    ("ngrams", "not_asked"): _always(_NOTHING_ASKED),
    ("ngrams", "similar_wording"): _always(
        gettext_lazy("Counts how alike order and profile are written, different endings and spellings included.")
    ),
    ("ngrams", "no_words_in_common"): _always(_NO_SHARED_WORDS),
    ("place", "not_asked"): _always(_ENTIRELY_REMOTE),
    ("place", "unknown_place"): _place(_PLACE_UNKNOWN),
    ("place", "same_place"): _place(gettext_lazy("At home in the same place: %(has)s.")),
    ("place", "same_prefecture"): _place(gettext_lazy("At home in the same prefecture: %(has)s.")),
    ("place", "adjacent_prefecture"): _place(gettext_lazy("At home in a neighbouring prefecture: %(has)s.")),
    ("place", "same_block"): _place(gettext_lazy("At home in the same part of the country: %(has)s.")),
    ("place", "same_area"): _place(gettext_lazy("At home in the same area: %(has)s.")),
    ("place", "same_country"): _place(gettext_lazy("At home in the same country: %(has)s.")),
    ("place", "in_reach"): _place(gettext_lazy("Lives in %(has)s and can come to %(wants)s.")),
    ("place", "partly_remote"): _place(
        gettext_lazy("Part of the work can be done from a distance, so the way to %(wants)s counts less.")
    ),
    ("place", "far_away"): _place(_FAR_AWAY),
    ("rate", "not_asked"): _always(gettext_lazy("The order names no budget, so everybody gets all points.")),
    ("rate", "budget_not_comparable"): _always(
        gettext_lazy("The budget cannot be turned into an hourly rate, so everybody gets all points.")
    ),
    ("rate", "unknown_rate"): _yen(_RATE_UNKNOWN),
    ("rate", "within_budget"): _yen(
        gettext_lazy("The lowest rate of ¥%(rate)s an hour is within the budget of ¥%(budget)s an hour.")
    ),
    ("rate", "rate_above_budget"): _yen(_OVER_BUDGET),
    ("availability", "not_asked"): _always(
        gettext_lazy("The order names neither a start nor hours, so everybody gets all points.")
    ),
    ("availability", "in_time"): _always(gettext_lazy("Free in time and for the hours asked.")),
    ("availability", "not_fully"): _always(gettext_lazy("Start or hours do not fit fully, or are not known.")),
    ("language", "not_asked"): _always(gettext_lazy("The order asks for no language, so everybody gets all points.")),
    ("language", "compared"): _always(gettext_lazy("The levels in the profile are compared with those asked for.")),
}


def _missing_skill(sentence: Promise, with_nearest: Promise) -> Tell:
    def tell(words: Words, facts: Facts) -> list[str]:
        names = {"skill": words.skill(facts["skill"])}
        if "nearest" not in facts:
            return [str(sentence) % names]
        return [str(with_nearest) % (names | {"nearest": words.skill(facts["nearest"])})]

    return tell


def _skill(sentence: Promise) -> Tell:
    return lambda words, facts: [str(sentence) % {**facts, "skill": words.skill(facts["skill"])}]


def _spoken(sentence: Promise, without_level: Promise) -> Tell:
    def tell(words: Words, facts: Facts) -> list[str]:
        names = {"language": words.spoken(facts["language"]), "wants": words.level(facts["wants"])}
        names["has"] = words.level(facts.get("has"))
        return [str(sentence if facts["wants"] is not None else without_level) % names]

    return tell


def _days(sentence: Promise) -> Tell:
    return lambda _words, facts: [str(sentence) % {name: day(iso) for name, iso in facts.items()}]


def _hours(sentence: Promise) -> Tell:
    return lambda _words, facts: [str(sentence) % facts]


_LANGUAGE_UNKNOWN = gettext_lazy("The profile does not say how well %(language)s is spoken.")
_LANGUAGE_MISSING = gettext_lazy("%(language)s is not in the profile.")

GAPS: dict[str, Tell] = {
    "missing_must_skill": _missing_skill(
        gettext_lazy("Must-have not in the profile: %(skill)s."),
        gettext_lazy("Must-have not in the profile: %(skill)s (the nearest is %(nearest)s)."),
    ),
    "missing_wished_skill": _missing_skill(
        gettext_lazy("Wished for, not in the profile: %(skill)s."),
        gettext_lazy("Wished for, not in the profile: %(skill)s (the nearest is %(nearest)s)."),
    ),
    "unknown_skill_level": _skill(gettext_lazy("Level of %(skill)s not known; asked for: %(wants)d of 5.")),
    "skill_level_low": _skill(gettext_lazy("%(skill)s: level %(has)d of 5, asked for: %(wants)d.")),
    "unknown_language": _spoken(
        gettext_lazy("The profile does not say how well %(language)s is spoken; asked for: %(wants)s."),
        _LANGUAGE_UNKNOWN,
    ),
    "language_missing": _spoken(
        gettext_lazy("%(language)s is not in the profile; asked for: %(wants)s."), _LANGUAGE_MISSING
    ),
    "language_low": _spoken(
        gettext_lazy("%(language)s in the profile: %(has)s; asked for: %(wants)s."), _LANGUAGE_MISSING
    ),
    "rate_above_budget": _yen(_OVER_BUDGET),
    "unknown_rate": _yen(_RATE_UNKNOWN),
    "unknown_start": _days(gettext_lazy("The profile names no day to start; the order begins on %(start)s.")),
    "starts_later": _days(gettext_lazy("Free from %(available_from)s; the order begins on %(start)s.")),
    "unknown_hours": _hours(gettext_lazy("The profile names no hours a week; the order needs %(wants)d.")),
    "fewer_hours": _hours(gettext_lazy("Has %(has)d hours a week; the order needs %(wants)d.")),
    "far_away": _place(_FAR_AWAY),
    "not_in_reach": lambda words, facts: [
        _("%(wants)s is not among the prefectures to visit.") % {"wants": words.place(facts["wants"])}
    ],
    "unknown_place": _place(_PLACE_UNKNOWN),
    "side_job_pending": _always(gettext_lazy("The employer's permission for side jobs is still awaited.")),
}


def part_sentences(words: Words, name: str, reason: str, facts: Facts) -> list[str]:
    """One sentence or several for a part. Raises UnexplainedError."""
    if (name, reason) not in REASONS:
        raise UnexplainedError(name, reason)
    return REASONS[name, reason](words, facts)


def gap_sentence(words: Words, code: str, facts: Facts) -> str:
    """Raises UnexplainedError."""
    if code not in GAPS:
        raise UnexplainedError(code)
    return GAPS[code](words, facts)[0]


def bare_parts(points: Iterable[int], maxima: Iterable[int]) -> list[ShownPart]:
    """Parts without sentences, in the order of PART_NAMES."""
    return [
        ShownPart(name, PART_LABELS[name], reached, maximum)
        for name, reached, maximum in zip(PART_NAMES, points, maxima, strict=True)
    ]


def shown_parts(words: Words, explanation: Explanation) -> list[ShownPart]:
    return [
        ShownPart(
            part.name,
            PART_LABELS[part.name],
            part.points,
            part.maximum,
            tuple(part_sentences(words, part.name, part.reason, part.facts)),
        )
        for part in explanation.parts
    ]


def shown_gaps(words: Words, explanation: Explanation) -> list[ShownGap]:
    return [
        ShownGap(gap.code, gap_sentence(words, gap.code, gap.facts), PROFILE_SECTIONS[gap.code])
        for gap in explanation.gaps
    ]
