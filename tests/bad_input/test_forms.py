"""Every field of every form is sent everything bad; see table.py for the forms and hostile.py for the values.

Never a crash. What is refused is explained beside its field in the reader's language, and everything typed is still
there. What is accepted is stored without characters nobody sees. Nothing typed ever becomes part of the page's code.

To be quick, a request carries a bad value in every field at once, each field at another place of its list; what a
field did not complain about is then sent again with everything else in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from common.text import clean_text
from tests.authorisation.world import World
from tests.bad_input.conftest import client_of
from tests.bad_input.governing import GOVERNING_FORMS
from tests.bad_input.hostile import Sent, as_received, hidden_characters
from tests.bad_input.lending import LENDING_FORMS
from tests.bad_input.page import ENGLISH_SENTENCE, JAPANESE, Element, Page, complaint, entries
from tests.bad_input.representing import REPRESENTING_FORMS
from tests.bad_input.table import FORMS, Form
from vocabulary.models import ProposedPhrase

ACCEPTED, REFUSED = "accepted", "refused"
EVERY_FORM = (*FORMS, *LENDING_FORMS, *GOVERNING_FORMS, *REPRESENTING_FORMS)
EACH_FORM = pytest.mark.parametrize("form", [pytest.param(form, id=form.name) for form in EVERY_FORM])
# Neighbouring fields never get the same value: that would hide which of them was meant.
STEP: Final = 5
LONGEST_COMPLAINT: Final = 300
# What a complaint quotes or counts is not part of its words.
QUOTED: Final = re.compile("[“「].*?[”」]|[0-9,]+", re.DOTALL)


@dataclass
class Answer:
    """What came back; ``page`` is None for a redirect."""

    status: int
    crash: str
    page: Page | None
    stored: list[str]
    stays: bool

    @property
    def outcome(self) -> str:
        """Accepted forms lead elsewhere, except those that answer on the spot."""
        if self.page is None:
            return ACCEPTED
        errors = any(key.endswith("_error") for key in self.page.by_id)
        alarmed = any("notice-error" in found.attributes.get("class", "") for found in self.page.elements)
        if errors or alarmed or self.status == 422:
            return REFUSED
        return ACCEPTED if self.stays else "neither accepted nor refused"


def send(client: Client, form: Form, world: World, entered: dict[str, Sent]) -> Answer:
    """Send the form in raw bytes, look at what it left in the database, and undo it."""
    body = urlencode(entered, doseq=True)
    headers = {"HX-Request": "true"} if form.htmx else {}
    with transaction.atomic():
        address = form.address(world)
        if form.method == "get":
            response = client.get(f"{address}?{body}", headers=headers)
        else:
            response = client.post(address, body, "application/x-www-form-urlencoded", headers=headers)
        crash = _crash_of(response)
        stored = [] if crash else list(_stored_texts(form))
        transaction.set_rollback(True)
    has_page = response.status_code not in (301, 302) and not crash
    page = Page(response.text) if has_page else None
    return Answer(response.status_code, crash, page, stored, form.htmx or form.stays or form.method == "get")


def _crash_of(response: HttpResponseBase) -> str:
    found = getattr(response, "exc_info", None)
    if response.status_code < 500 and found is None:
        return ""
    return repr(found[1])[:300] if found else f"status {response.status_code}"


def _stored_texts(form: Form) -> Iterator[str]:
    for table in (*form.stored, ProposedPhrase):
        for row in table._default_manager.values():
            yield from (value for value in row.values() if isinstance(value, str))


@EACH_FORM
def test_the_good_way_is_accepted(form: Form, world: World, rolled_back: None) -> None:
    client = client_of(world, form.actor)
    form.prepare(client, world)
    answer = send(client, form, world, form.good)
    said = [found.text.strip() for key, found in answer.page.by_id.items() if "_error" in key] if answer.page else []
    assert (answer.crash, answer.outcome, said) == ("", ACCEPTED, [])


@EACH_FORM
def test_bad_values_are_explained_or_cleaned(form: Form, world: World, rolled_back: None) -> None:
    sweep = Sweep(form, world)
    sweep.send_everything_at_once()
    sweep.send_what_passed()
    assert sweep.troubles == [], "\n" + "\n".join(sweep.troubles[:40])
    assert sweep.refused or form.name == "profile-listing", "nothing was refused at all"


class Sweep:
    """One form under attack; ``troubles`` say field, value and what was wrong with the answer."""

    def __init__(self, form: Form, world: World) -> None:
        self.form, self.world = form, world
        self.browsers = {language: client_of(world, form.actor, language) for language in ("ja", "en")}
        for browser in self.browsers.values():
            form.prepare(browser, world)
        self.values = form.values()
        self.passed: dict[str, list[str]] = {name: [] for name in self.values}
        self.refused: set[tuple[str, str]] = set()
        self.troubles: list[str] = []

    def send_everything_at_once(self) -> None:
        cases = {name: list(values) for name, values in self.values.items()}
        for turn in range(max(map(len, cases.values()))):
            self._send({name: some[(turn + STEP * at) % len(some)] for at, (name, some) in enumerate(cases.items())})

    def send_what_passed(self) -> None:
        """A form that stores nothing has already used what passed."""
        if self.form.method == "get":
            for name, cases in self.passed.items():
                self._blame_accepted(name, cases)
            return
        passed, self.passed = self.passed, {name: [] for name in self.passed}
        for turn in range(max(map(len, passed.values()))):
            entered = {name: some[turn] for name, some in passed.items() if turn < len(some)}
            if self._send(entered) != ACCEPTED and len(entered) > 1:
                for name, case in entered.items():
                    self._send({name: case}, alone=True)

    def _send(self, entered: dict[str, str], *, alone: bool = False) -> str:
        """Send the values with these names, everything else in order; what the fields said is noted."""
        answer = self._answer("ja", entered)
        self._blame(entered, "ja", _broken(answer))
        if answer.outcome == ACCEPTED:
            self._look_at_what_was_accepted(entered, answer)
        else:
            news = self._look_at_what_was_refused(entered, answer, "ja", alone=alone)
            if news:
                english = self._answer("en", entered)
                self._blame(entered, "en", _broken(english))
                self._look_at_what_was_refused(entered, english, "en", alone=alone)
        return answer.outcome

    def _answer(self, language: str, entered: dict[str, str]) -> Answer:
        typed = {name: self.values[name][case] for name, case in entered.items()}
        return send(self.browsers[language], self.form, self.world, self.form.good | typed)

    def _look_at_what_was_accepted(self, entered: dict[str, str], answer: Answer) -> None:
        for name, case in entered.items():
            self._blame_accepted(name, [case])
        hidden = [found for text in answer.stored if (found := hidden_characters(text))]
        self._blame(entered, "ja", [f"stored {hidden}"] if hidden else [])

    def _blame_accepted(self, name: str, cases: list[str]) -> None:
        for case in filter(self.form.fields[name].must_refuse, cases):
            self._blame({name: case}, "ja", ["was accepted"])

    def _look_at_what_was_refused(self, entered: dict[str, str], answer: Answer, language: str, *, alone: bool) -> bool:
        """Whether a field said something that has not been read in both languages yet."""
        if answer.crash or answer.page is None:
            return False
        shown, news = form_on(answer, self.form, self.world), False
        if shown is None:
            self._blame(entered, language, ["the form is gone"])
            return False
        typed = entries(shown)
        for name, case in entered.items():
            said = spoken(self.form, name, answer.page, shown, with_others=alone or len(entered) == 1)
            self._blame({name: case}, language, self._faults_of(name, case, said, language, typed))
            if not said:
                if language == "ja":
                    self.passed[name].append(case)
                if alone or len(entered) == 1:
                    self._blame({name: case}, language, ["was refused without a word"])
            else:
                news |= (name, key := QUOTED.sub("", said)) not in self.refused
                self.refused.add((name, key))
        untouched = [name for name in self.form.fields if name not in entered and not kept(self.form, name, typed)]
        self._blame(entered, language, [f"lost {untouched}"] if untouched else [])
        self._blame(entered, language, lost_targets(answer.page))
        return news

    def _faults_of(self, name: str, case: str, said: str, language: str, typed: dict[str, list[str]]) -> Iterator[str]:
        asked, value = self.form.fields[name], self.values[name][case]
        if said and asked.must_accept(case):
            yield f"was refused: {said}"
        if said:
            yield from wrong_language(said, value, language)
            yield from [f"said {hidden}"] if (hidden := hidden_characters(said)) else []
            yield from ["said it at great length"] if len(said) > LONGEST_COMPLAINT else []
        if asked.returns_anything and not isinstance(value, list):
            wanted = clean_text(as_received(value))
            if wanted not in [clean_text(text) for text in typed.get(name, [])]:
                yield f"lost what was typed: {str(typed.get(name))[:60]}"

    def _blame(self, entered: dict[str, str], language: str, faults: object) -> None:
        what = " ".join(f"{name}={case}" for name, case in entered.items())
        self.troubles += [f"{what} ({language}): {fault}" for fault in faults]  # type: ignore[attr-defined]


def _broken(answer: Answer) -> Iterator[str]:
    if answer.crash or answer.status not in (200, 302, 422):
        yield f"status {answer.status} {answer.crash}"
    if answer.page is not None:
        yield from answer.page.foreign()


def spoken(form: Form, name: str, page: Page, shown: Element, *, with_others: bool) -> str:
    """The complaint beside the field, or else beside one that may carry it."""
    if said := complaint(page, shown, name):
        return said
    for other in form.fields[name].blames if with_others or "__all__" in form.fields[name].blames else ():
        if other == "__all__":
            return " ".join(found.text.strip() for found in page.elements if found.attributes.get("role") == "alert")
        if said := complaint(page, shown, other):
            return said
    return ""


def form_on(answer: Answer, form: Form, world: World) -> Element | None:
    address = form.address(world)
    names = {name for name, asked in form.fields.items() if asked.kind != "ignored"} | form.also.keys()
    return answer.page and answer.page.form(address, names, address)


def wrong_language(said: str, value: Sent, language: str) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        said = said.replace(as_received(part), "").replace(clean_text(as_received(part)) or "\0", "")
    own_words = QUOTED.sub("", said)
    if language == "ja" and (not JAPANESE.search(own_words) or ENGLISH_SENTENCE.search(own_words)):
        yield f"not Japanese: {said!r}"
    if language == "en" and JAPANESE.search(own_words):
        yield f"not English: {said!r}"


def kept(form: Form, name: str, typed: dict[str, list[str]]) -> bool:
    asked = form.fields[name]
    return not asked.returns or not asked.good or asked.good in typed.get(name, [])


def lost_targets(page: Page) -> Iterator[str]:
    """Links of the summary above the form that lead nowhere."""
    for found in page.elements:
        target = found.attributes.get("href", "")
        if found.tag == "a" and re.match("#(id|new|basics|conditions)_", target) and target[1:] not in page.by_id:
            yield f"no place {target}"
