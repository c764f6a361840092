"""The report's words follow from the facts, and only from them."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kimppa.core.releases.facts import canonical, checksum
from kimppa.report.draft import (
    drafted,
    drafted_lead,
    facts_change,
    is_silent,
    own_sentence,
    standing,
    state_label,
)
from kimppa.report.facts import (
    ClauseFacts,
    SentenceFact,
    clause_from_json,
    clause_to_json,
    prose_sha256,
)
from kimppa.report.tests.samples import EVENTS, NEW_SERVICES, clause, variant


@pytest.fixture(autouse=True)
def finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


def test_a_clause_is_told_by_its_sentences() -> None:
    assert drafted(EVENTS) == (
        "23 tapahtumaa, joista 6 yhteistä. Etusivulla julkaistiin 14 uutista."
    )


def test_a_clause_that_is_only_delivered_names_what_was() -> None:
    only_delivery = replace(EVENTS, sentences=(), decisions=())
    assert drafted(only_delivery) == (
        "Tapahtumaluettelo toimitettiin neljälle kunnalle 10. tammikuuta alkaen."
    )


def test_an_empty_clause_says_so() -> None:
    assert drafted(NEW_SERVICES) == "Työtä ei ole kirjattu."
    assert drafted(replace(NEW_SERVICES, state="no-need")) == "Tarvetta ei ilmennyt vuoden aikana."


def test_what_is_still_to_be_delivered_says_the_day_rather_than_that_nothing_is_done() -> None:
    coming = replace(NEW_SERVICES, state="ongoing", coming=dt.date(2025, 2, 28))
    assert drafted(coming) == "Toimitetaan kirjastoille 28. helmikuuta mennessä."


def test_a_plan_or_a_decision_is_no_work() -> None:
    planned = replace(NEW_SERVICES, actions=EVENTS.actions, decisions=EVENTS.decisions)
    assert drafted(planned) == "Työtä ei ole kirjattu."
    assert own_sentence(planned, EVENTS) == ""


def test_figures_that_nobody_has_got_are_no_empty_line() -> None:
    told = (
        SentenceFact("Käyntejä oli 118 460."),
        SentenceFact("Lomaketta ei ole vielä toimitettu."),
    )
    known = replace(NEW_SERVICES, sentences=told)
    assert (standing(known), standing(NEW_SERVICES)) == ("Käynnissä", "Ei kirjattua työtä")
    assert standing(replace(known, state="late")) == "Myöhässä"
    assert drafted_lead(variant(known, NEW_SERVICES)).startswith(
        "Sopimuksen kahdesta kohdasta yksikään ei ole vielä toteutunut, yksi on kesken ja yksi on"
        " vailla kirjattua työtä."
    )


def test_the_lead_counts_clauses() -> None:
    facts = variant(EVENTS, NEW_SERVICES, clause("1.1", "Tehty.", state="ongoing"))
    assert drafted_lead(facts) == (
        "Sopimuksen kolmesta kohdasta yksi on toteutunut, yksi on kesken ja yksi on vailla"
        " kirjattua työtä."
    )


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("sv", "en är försenad", "två är försenade"),
        ("en", "one is late", "two are late"),
    ],
)
def test_a_clause_and_clauses_have_their_own_verbs(language: str, one: str, two: str) -> None:
    late = clause("1.1", state="late")
    with translation.override(language):
        assert one in drafted_lead(variant(EVENTS, late))
        assert two in drafted_lead(variant(EVENTS, late, late))


def test_one_sentence_of_figures_that_differ_is_a_municipalitys_own() -> None:
    figured = SentenceFact("5 tapahtumaa Tammelassa.", (("tapahtumia", "5"),))
    plain = SentenceFact("Tammelassa oli vilkasta.")
    own = replace(EVENTS, sentences=(plain, figured, EVENTS.sentences[1]))
    assert own_sentence(own, EVENTS) == "5 tapahtumaa Tammelassa."
    assert own_sentence(EVENTS, EVENTS) == ""
    assert own_sentence(NEW_SERVICES, EVENTS) == ""


def test_a_change_names_what_was_and_what_is() -> None:
    after = replace(
        EVENTS,
        sentences=(SentenceFact("25 tapahtumaa.", (("tapahtumia", "25"),)), EVENTS.sentences[1]),
    )
    change = facts_change(EVENTS, after)
    assert change.before == ("23 tapahtumaa, joista 6 yhteistä.", "tapahtumia: 23", "yhteisiä: 6")
    assert change.after == ("25 tapahtumaa.", "tapahtumia: 25")


def test_a_changed_state_is_a_change() -> None:
    change = facts_change(EVENTS, replace(EVENTS, state="partial", label="4/5"))
    assert change.before == ("Tila: Tehty",)
    assert change.after == ("Tila: Osittain tehty 4/5",)
    assert state_label("late") == "Myöhässä"


def test_counts_of_the_matrix_are_not_behind_the_words() -> None:
    busier = replace(EVENTS, cells=("9",) * 14, count=126)
    assert prose_sha256(busier) == prose_sha256(EVENTS)
    assert prose_sha256(replace(EVENTS, state="late")) != prose_sha256(EVENTS)


_texts = st.text(max_size=12)
_said = st.builds(SentenceFact, _texts, st.lists(st.tuples(_texts, _texts), max_size=2).map(tuple))
_clauses = st.builds(
    replace,
    st.just(EVENTS),
    number=_texts,
    text=_texts,
    state=st.sampled_from(["done", "empty", "partial"]),
    sentences=st.lists(_said, max_size=3).map(tuple),
)


@given(_clauses)
def test_facts_survive_json_and_equal_facts_have_one_checksum(facts: object) -> None:
    plain = clause_to_json(facts)  # type: ignore[arg-type]
    shuffled = json.loads(json.dumps(dict(reversed(plain.items()))))
    again = clause_from_json(shuffled)
    assert again == facts
    assert prose_sha256(again) == prose_sha256(facts)  # type: ignore[arg-type]
    assert checksum(canonical(shuffled)) == checksum(canonical(plain))


@given(_clauses)
def test_every_clause_gets_words(facts: ClauseFacts) -> None:
    assert drafted(facts)


def test_work_without_a_sentence_says_plainly_that_it_is_not_described() -> None:
    worked = replace(NEW_SERVICES, count=2)
    assert drafted(worked) == "Tehtyä työtä ei kuvata tässä raportissa tarkemmin."
    assert is_silent(worked)
    assert not is_silent(NEW_SERVICES)
    assert not is_silent(replace(worked, state="no-need"))
