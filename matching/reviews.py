"""What administrators see of a ranking: what it was given, whom it left out, and whom it put where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import profiles_with_everything
from common.keyset import Key, Ordering, page_of
from matching.explanations import PART_LABELS, RULE_LABELS, Words, bare_parts, day, number
from matching.filters import which_runs
from matching.forms import JudgementForm
from matching.models import Judgement, MatchRun
from matching.pages import ExcludedBy, explained_people
from matching.queries import StoredRanking, exclusion_counts
from orders.models import BudgetUnit, Order, RemoteShare
from vocabulary.queries import concept_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from accounts.models import Party, User
    from common.keyset import Page
    from matching.engine.values import Need
    from matching.explanations import ShownPart
    from matching.pages import ExplainedPerson

type Refused = Mapping[int, JudgementForm]

NEWEST_FIRST = Ordering("matching.runs", (Key("id"),))
RUNS_A_PAGE = 25
PEOPLE_A_PAGE = 20
# So many of the first are worth a judgement: people look at two pages of candidates at most.
WORTH_JUDGING = 20
BIN = 50
BINS = 1000 // BIN
# A run's number is a bigint.
HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Column:
    """How many people have ``low`` to below ``high`` points; ``x``, ``y`` and ``height`` in the picture's units."""

    low: int
    high: int
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class RunPage:
    """One run with all it was given and answered. ``is_whole`` is False where only the people shown were kept."""

    run: MatchRun
    facts: list[Fact]
    text: str
    weights: list[ShownPart]
    parameters: list[Fact]
    exclusions: list[ExcludedBy]
    most_excluded: int
    distribution: list[Column]
    is_whole: bool
    judged: int


@dataclass(frozen=True)
class Judged:
    """A candidate of a run with the form for this administrator's judgement, and what colleagues said."""

    person: ExplainedPerson
    form: JudgementForm
    own: Judgement | None = None
    others: list[Judgement] = field(default_factory=list)


@dataclass(frozen=True)
class JudgingPage:
    """Part of a run's list beside its order. ``judged`` of ``worth`` have this administrator's judgement."""

    run: MatchRun
    people: list[Judged]
    is_blind: bool
    judged: int
    worth: int
    first: int
    previous: int | None
    next: int | None


def runs_for_staff() -> QuerySet[MatchRun]:
    """Every run, newest first, with its order and company and whether it is the one shown."""
    runs = MatchRun.objects.select_related("order__client", "slate").order_by("-pk")
    return runs.defer("slate__head", "slate__packed", "slate__shown", "order__search_terms", "order__problem")


def page_of_runs(runs: QuerySet[MatchRun], cursor: str | None) -> Page[MatchRun]:
    return page_of(runs, NEWEST_FIRST, cursor, size=RUNS_A_PAGE)


def waiting_runs(which: str, most: int) -> int:
    """How many runs of this kind there are, counted no further than ``most``."""
    orders_open = MatchRun.objects.filter(order__status="open")
    return which_runs(orders_open, which).order_by()[:most].count()


def run_page(run: MatchRun) -> RunPage:
    ranking = StoredRanking(run.slate)
    weights = ranking.parameters.weights
    exclusions = [ExcludedBy(rule, RULE_LABELS[rule], count) for rule, count in exclusion_counts(run)]
    return RunPage(
        run=run,
        facts=list(_need_facts(ranking.need, Words(concept_index()))),
        text=ranking.need.text,
        weights=bare_parts(weights, weights),
        parameters=[Fact(name, str(value)) for name, value in sorted(run.parameters.items()) if name != "weights"],
        exclusions=exclusions,
        most_excluded=max((one.count for one in exclusions), default=0),
        distribution=_distribution(ranking.everybody.scores.tolist()),
        is_whole=len(ranking.everybody.ids) == run.eligible,
        judged=judgements_of(run).count(),
    )


def judging_page(
    run: MatchRun, reader: User, *, first: str = "", is_blind: bool = False, refused: Refused | None = None
) -> JudgingPage:
    """Twenty people from rank ``first``; blind, the first twenty in an order that says nothing, without scores."""
    ranking = StoredRanking(run.slate)
    ranked: list[int] = ranking.everybody.ids.tolist()
    best = ranked[:WORTH_JUDGING]
    start = min(max(int(first[:9]), 1), max(len(ranked), 1)) if first.isascii() and first.isdecimal() else 1
    wanted = sorted(best, key=_shuffled(run)) if is_blind else ranked[start - 1 : start - 1 + PEOPLE_A_PAGE]
    own = judgements_of(run).filter(administrator=reader, party__in=best).count()
    beyond = start - 1 + PEOPLE_A_PAGE < len(ranked) and not is_blind
    return JudgingPage(
        run=run,
        people=judged_people(ranking, wanted, reader, refused),
        is_blind=is_blind,
        judged=own,
        worth=len(best),
        first=start,
        previous=max(start - PEOPLE_A_PAGE, 1) if start > 1 and not is_blind else None,
        next=start + PEOPLE_A_PAGE if beyond else None,
    )


def judged_people(
    ranking: StoredRanking, parties: list[int], reader: User, refused: Refused | None = None
) -> list[Judged]:
    """These people in this order, those whose profile is gone left out, with what was said about them."""
    profiles = {profile.party_id: profile for profile in profiles_with_everything(parties)}
    people = explained_people(ranking, [profiles[party] for party in parties if party in profiles])
    said: dict[int, list[Judgement]] = {}
    for one in judgements_of(ranking.run).filter(party__in=parties).select_related("administrator").order_by("pk"):
        said.setdefault(one.party_id, []).append(one)
    judged = [_judged(person, said.get(person.profile.party_id, []), reader) for person in people]
    forms = refused or {}
    return [replace(one, form=forms.get(one.person.profile.party_id, one.form)) for one in judged]


def judgements_of(run: MatchRun) -> QuerySet[Judgement]:
    """Of everybody, for the version of the order this run ranked, whichever run they looked at."""
    return Judgement.objects.filter(order=run.order_id, order_version=run.order_version)


def judgement_form(party: Party, said: Judgement | None = None, data: Any = None) -> JudgementForm:
    """Many of them stand on one page: the ids of their fields begin with the candidate's."""
    initial = {"grade": said.grade, "reason": said.reason} if said else None
    return JudgementForm(data, initial=initial, auto_id=f"{party.public_id}-%s")


def order_for_review(run: MatchRun) -> Order:
    return Order.objects.for_page().select_related("client", "prefecture", "municipality").get(pk=run.order_id)


def latest_judgements() -> QuerySet[Judgement]:
    return Judgement.objects.select_related("order", "party", "administrator").defer("order__search_terms")


def judgement_records() -> Iterator[dict[str, Any]]:
    """Every label in the order it was given, one flat record each, with the parts of the score at that time."""
    for one in latest_judgements().select_related("run").order_by("pk").iterator(chunk_size=500):
        yield {
            "order": one.order.public_id,
            "order_version": one.order_version,
            "candidate": one.party.public_id,
            "kind": one.party.kind,
            "grade": one.grade,
            "reason": one.reason,
            "administrator": one.administrator.email if one.administrator else "",
            "judged_at": one.at.isoformat(),
            "run": one.run_id,
            "engine": one.run.engine_version,
            "as_of": one.run.as_of.isoformat(),
            "rank": one.rank,
            "score": one.score,
            **{f"part_{name}": points for name, points in zip(PART_LABELS, one.parts, strict=False)},
        }


def _judged(person: ExplainedPerson, said: list[Judgement], reader: User) -> Judged:
    own = next((one for one in said if one.administrator_id == reader.pk), None)
    others = [one for one in said if one.administrator_id != reader.pk]
    return Judged(person, judgement_form(person.profile.party, own), own, others)


def _shuffled(run: MatchRun) -> Any:
    """The same order each time for the same run, which nobody can read a rank from."""
    return lambda party: hashlib.sha256(f"{run.pk}:{party}".encode()).digest()


def _distribution(scores: list[int]) -> list[Column]:
    counts = [0] * BINS
    for score in scores:
        counts[min(max(score, 0) // BIN, BINS - 1)] += 1
    most = max(counts) or 1
    tall = [round(count * 100 / most) if not count else max(round(count * 100 / most), 2) for count in counts]
    return [
        Column(at * BIN // 10, (at + 1) * BIN // 10, counts[at], at * 20, 100 - tall[at], tall[at])
        for at in range(BINS)
    ]


def _need_facts(need: Need, words: Words) -> Iterator[Fact]:
    musts = [skill.concept for skill in need.skills if skill.must]
    wishes = [skill.concept for skill in need.skills if not skill.must]
    yield Fact(_("Must-have skills"), words.skills(musts) or _("None"))
    yield Fact(_("Skills wished for"), words.skills(wishes) or _("None"))
    yield Fact(_("Subjects read from the text"), words.skills(sorted(need.concepts)) or _("None"))
    yield Fact(_("Budget"), _budget(need))
    yield Fact(_("Hours a week"), _hours(need))
    yield Fact(_("Start"), day(need.start.isoformat()) if need.start else _("Not stated"))
    yield Fact(_("Place"), words.place({"prefecture": need.prefecture, "place": need.municipality}) or _("Not stated"))
    yield Fact(_("Place of work"), str(RemoteShare(need.remote).label) if need.remote else _("Not stated"))
    yield Fact(_("Languages"), _languages(need, words))


def _budget(need: Need) -> str:
    if need.budget_max_yen is None:
        return _("Not stated")
    low = f"{number(need.budget_min_yen)} – " if need.budget_min_yen else ""
    unit = BudgetUnit(need.budget_unit).label if need.budget_unit else ""
    return _("%(amount)s yen %(unit)s") % {"amount": f"{low}{number(need.budget_max_yen)}", "unit": unit}


def _hours(need: Need) -> str:
    if not need.hours_per_week:
        return _("Not stated")
    return ngettext("about %(n)d hour", "about %(n)d hours", need.hours_per_week) % {"n": need.hours_per_week}


def _languages(need: Need, words: Words) -> str:
    spoken = [
        f"{words.spoken(one.code)} {words.level(one.level)}{' ' + _('(must)') if one.must else ''}"
        for one in need.languages
    ]
    return " / ".join(spoken) or _("Not stated")


def current_runs_of(order_ids: list[int]) -> list[MatchRun]:
    """The run behind what each of these orders shows now, newest first."""
    return list(runs_for_staff().filter(slate__is_current=True, slate__order__in=order_ids))


def run_by_number(words: str) -> MatchRun | None:
    """The run whose number somebody typed."""
    if not (words.isascii() and words.isdecimal()) or int(words[:20]) > HIGHEST_ID:
        return None
    return runs_for_staff().filter(Q(pk=int(words))).first()
