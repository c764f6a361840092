"""Suggestions: right for Louna's 23 clauses, sensible for others, silent when nothing matches."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.meaning.keywords import keywords
from kimppa.agreement.meaning.suggest import short_title, suggest, topics
from kimppa.agreement.tests.papers import read_agreement
from kimppa.core.duties.rules import parse
from kimppa.core.topics import TOPICS
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")
LOUNA = read_agreement(SOURCE)
CLAUSES = {c.number: (c.text, s.title) for s in LOUNA.sections for c in s.clauses}

# Clause, then for each duty: topic, service, kind, due.
NEXT_JANUARY = "by 01-31 +1"
EXPECTED = [
    ("1.1", ("catalogue-integrity", "mikromarc", "duty", "yearly")),
    ("1.2", ("migration", "quria", "duty", "continuous")),
    ("1.3", ("finna-platform", "finna", "duty", "continuous")),
    ("1.4", ("finna-development", "finna", "duty", "continuous")),
    ("1.5", ("feedback", "finna", "duty", "within 14d")),
    ("1.6", ("authors", None, "duty", "continuous")),
    ("1.7", ("accessibility", None, "duty", "by 12-31")),
    ("1.8", ("guidance", None, "as_needed", "as-needed")),
    ("1.9", ("film-service", "cineast", "duty", "continuous")),
    (
        "1.10",
        ("elibrary", "ekirjasto", "duty", "continuous"),
        ("feedback", "ekirjasto", "duty", "within 14d"),
    ),
    ("1.11", ("new-services", None, "as_needed", "as-needed")),
    ("2.1", ("statistics-units", None, "deliverable", NEXT_JANUARY)),
    ("2.2", ("active-customers", None, "deliverable", NEXT_JANUARY)),
    ("2.3", ("web-visits", None, "deliverable", NEXT_JANUARY)),
    ("3.1", ("events", "finna", "duty", "continuous")),
    ("4.1", ("eresource-selection", None, "duty", "continuous")),
    ("4.2", ("eresource-usage", None, "deliverable", NEXT_JANUARY)),
    ("5.1", ("meetings", None, "duty", "quarterly")),
    ("5.2", ("teams", "teams", "duty", "continuous")),
    ("5.3", ("working-methods", None, "duty", "yearly")),
    ("6.1", ("programme", None, "deliverable", "by 03-31")),
    ("6.2", ("report", None, "deliverable", NEXT_JANUARY)),
    (
        "7.1",
        ("projects", None, "duty", "continuous"),
        ("projects", None, "duty", "by 12-31"),
    ),
]


class TestLouna:
    def test_the_table_covers_every_clause_and_its_topics_stand_first(self):
        assert [row[0] for row in EXPECTED] == list(CLAUSES)
        assert [row[1][0] for row in EXPECTED] == list(TOPICS)[: len(EXPECTED)]

    @pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row[0])
    def test_each_clause(self, row):
        text, title = CLAUSES[row[0]]
        found = suggest(text, title, 2024)
        assert [(d.topic, d.service, d.kind, d.due) for d in found] == list(row[1:])
        assert all(d.responsible == "coordinator" and d.reason for d in found)

    @pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row[0])
    def test_the_words_of_the_clause_are_enough_without_the_section(self, row):
        found = suggest(CLAUSES[row[0]][0], "", 2024)
        assert [d.topic for d in found] == [duty[0] for duty in row[1:]]

    def test_the_two_duties_of_one_topic_are_told_apart(self):
        found = suggest(*CLAUSES["7.1"], 2024)
        assert [d.rule for d in found] == ["projects", "projects-new"]
        assert topics(found) == ("projects",)

    def test_the_same_words_next_year(self):
        text, title = CLAUSES["6.2"]
        moved = text.replace("2025", "2026").replace("2024", "2025")
        assert suggest(moved, title, 2025)[0].due == NEXT_JANUARY


OTHER_WORDINGS = [
    ("Yhteisen tietokannan laadun ylläpito ja virheiden korjaus", ["catalogue-integrity"]),
    ("Luettelointi yhteiseen tietokantaan", ["cataloguing"]),
    ("Uuden kirjastojärjestelmän kilpailutus ja käyttöönotto kimpan kirjastoissa", ["migration"]),
    ("Kimpan Finna-näkymän asetusten ylläpito", ["finna-platform"]),
    ("Verkkokirjaston etusivun ulkoasun uudistaminen", ["finna-development"]),
    ("Asiakkailta tulleisiin palautteisiin vastaaminen", ["feedback"]),
    ("Alueen kirjailijoiden tietokannan päivittäminen", ["authors"]),
    ("Verkkosivujen saavutettavuusselosteiden päivittäminen", ["accessibility"]),
    ("Kirjastojen henkilökunnan perehdyttäminen järjestelmän käyttöön", ["guidance"]),
    ("Viddla-palvelun hallinnointi", ["film-service"]),
    ("E-kirjaston yhteyshenkilönä toimiminen", ["elibrary"]),
    ("Uusien digipalveluiden käyttöönotto", ["new-services"]),
    ("Toimipaikkakohtaiset lainaustilastot ministeriölle", ["statistics-units"]),
    ("Lainaajien lukumäärien toimittaminen kirjastoille", ["active-customers"]),
    ("Verkkosivuston kävijämäärien toimittaminen kunnille", ["web-visits"]),
    ("Yhteisistä tapahtumista tiedottaminen ja tapahtumakalenterin ylläpito", ["events"]),
    ("E-aineistojen yhteishankinta ja lisenssien hallinta", ["eresource-selection"]),
    ("Sähköisten aineistojen lainamäärien raportointi", ["eresource-usage"]),
    ("Johtoryhmän kokousten koollekutsuminen ja muistiot", ["meetings"]),
    ("Kimpan intranetin ylläpito", ["teams"]),
    ("Kirjastojen toimintatapojen yhtenäistäminen", ["working-methods"]),
    ("Vuosittaisen toimintasuunnitelman laatiminen", ["programme"]),
    ("Vuosikertomuksen kirjoittaminen kunnille", ["report"]),
    ("Kimpan yhteisten hankkeiden koordinointi", ["projects"]),
    ("Avustusten hakeminen kimpan puolesta", ["projects"]),
    ("Besvarande av kundrespons som gäller webbtjänsterna", ["feedback"]),
    ("Utbildning av personalen i biblioteken", ["guidance"]),
    ("Uppföljning av webbtjänsternas tillgänglighet", ["accessibility"]),
    ("Byte av bibliotekssystem", ["migration"]),
    ("Lånestatistik per verksamhetsställe till ministeriet", ["statistics-units"]),
    ("Antal låntagare i varje kommun", ["active-customers"]),
    ("Urval och beställning av e-material", ["eresource-selection"]),
    ("Statistik över användningen av e-resurser", ["eresource-usage"]),
    ("Ordförande vid biblioteksdirektörernas möten och utarbetande av protokoll", ["meetings"]),
    ("Utarbetande av årsrapport om verksamheten", ["report"]),
    ("Kommunikation om gemensamma evenemang", ["events"]),
    ("Aineistojen kuljetus kirjastojen välillä", ["transport"]),
    ("Lainojen palautusautomaatin huolto", []),
    ("Laskutus ja maksuliikenne", ["billing"]),
    ("Sopimuksen hinta on 25 000 euroa vuodessa", []),
    ("Kirjastoautojen reittien suunnittelu", []),
    ("Kirjailijavierailujen järjestäminen kouluissa", ["events"]),
    ("Fakturering av kommunerna", ["billing"]),
    ("", []),
]  # fmt: skip


class TestOtherConsortia:
    @pytest.mark.parametrize(("clause", "expected"), OTHER_WORDINGS)
    def test_other_wordings(self, clause, expected):
        assert list(topics(suggest(clause))) == expected

    def test_capital_letters_and_decomposed_letters(self):
        text = unicodedata.normalize("NFD", "ASIAKASPALAUTTEEN KÄSITTELY")
        assert topics(suggest(text)) == ("feedback",)

    def test_one_duty_for_each_service_whose_feedback_is_handled(self):
        found = suggest("Finnan ja E-kirjaston asiakaspalautteen käsittely")
        assert {(d.topic, d.service) for d in found} >= {
            ("feedback", "finna"),
            ("feedback", "ekirjasto"),
        }

    def test_words_in_brackets_count_only_when_the_rest_is_silent(self):
        assert topics(suggest("muut yhteiset tehtävät (esim. asiakaspalautteen käsittely)")) == (
            "feedback",
        )
        assert "feedback" not in topics(
            suggest("saavutettavuuden seuranta (esim. asiakaspalautteen käsittely)")
        )


class TestWhen:
    @pytest.mark.parametrize(
        ("text", "due"),
        [
            ("toimintasuunnitelman laatiminen 15.2. mennessä", "by 02-15"),
            ("toimintasuunnitelman laatiminen 15.12.2023 mennessä", "by 12-15 -1"),
            ("vuosiraportin laatiminen 28.2.2025 mennessä", "by 02-28 +1"),
            ("vuosiraportin laatiminen helmikuun loppuun mennessä", "by 02-29 +1"),
            ("vuosiraportin laatiminen 1. maaliskuuta mennessä", "by 03-01 +1"),
            ("vuosiraportin laatiminen vuoden 2025 alussa", "by 01-31 +1"),
            ("vuosiraportin laatiminen seuraavan vuoden alussa", "by 01-31 +1"),
            ("asiakaspalautteen käsittely kahden viikon kuluessa", "within 14d"),
            ("asiakaspalautteen käsittely 5 päivän kuluessa", "within 5d"),
            ("utarbetande av årsrapport senast 31.1.2025", "by 01-31 +1"),
            ("utarbetande av årsrapport senast den 15 mars", "by 03-15 +1"),
            ("behandling av kundrespons inom 7 dagar", "within 7d"),
            ("Teams-alustan ylläpito kuukausittain", "monthly"),
            ("Teams-alustan ylläpito tarvittaessa", "as-needed"),
            ("Teams-alustan ylläpito 31.12.2024 tilanteen mukaan", "continuous"),
            ("Teams-alustan ylläpito 31.2. mennessä", "continuous"),
        ],
    )
    def test_a_time_in_the_clause_goes_before_the_rule(self, text, due):
        found = suggest(text, "", 2024)
        assert [d.due for d in found] == [due]
        parse(due)

    def test_a_deliverable_on_request_stays_a_deliverable(self):
        (found,) = suggest("Toimipaikkakohtaiset lainaustilastot pyydettäessä", "", 2024)
        assert found.kind == "deliverable"

    @given(st.text(max_size=200), st.one_of(st.none(), st.integers(1990, 2100)))
    @settings(max_examples=drawn(300), deadline=None)
    def test_any_text_gives_valid_rules(self, text, year):
        for found in suggest(text + " asiakaspalautteen käsittely " + text, text, year):
            parse(found.due)

    @given(st.integers(0, 99), st.integers(0, 99), st.integers(2000, 2099))
    @settings(deadline=None)
    def test_any_date_gives_valid_rules(self, day, month, year):
        text = f"asiakaspalautteen käsittely {day}.{month}.{year} mennessä ja {day} viikon kuluessa"
        assert [parse(found.due) for found in suggest(text, "", 2024)]


ENTRY = re.compile(r"[*@]?[\w-]+!?(?:[| _][*@]?[\w-]+!?)*")


class TestData:
    def test_every_rule_names_what_exists(self):
        ids = [rule.id for rule in keywords().rules]
        services = {slug for slug, _ in keywords().services}
        assert len(set(ids)) == len(ids)
        for rule in keywords().rules:
            assert rule.topic in TOPICS
            assert rule.kind in ("duty", "deliverable", "as_needed")
            assert set(rule.services) <= services
            assert set(rule.yields_to) <= set(ids)
            parse(rule.due)
        assert {rule.topic for rule in keywords().rules} == set(TOPICS) - {"other"}

    def test_every_entry_follows_the_rules_of_the_file(self):
        lists = [words for rule in keywords().rules for words in (rule.words, rule.against)]
        lists += keywords().concepts.values()
        lists += [words for _, words in keywords().services]
        lists += [words for section in keywords().sections for _, words in section.parts]
        for entry in (entry for words in lists for entry in words):
            assert ENTRY.fullmatch(entry), entry
            assert entry == entry.lower(), entry
            names = re.findall(r"@([\w-]+)", entry)
            assert keywords().concepts.keys() >= set(names), entry


class TestShortTitle:
    def test_louna(self):
        assert [short_title(section.title) for section in LOUNA.sections] == [
            "Järjestelmät ja verkkopalvelut",
            "Tilastot",
            "Tapahtumat ja ajankohtaiset asiat",
            "E-aineistot",
            "Yhteistyö",
            "Yhteistyöohjelma ja raportointi",
            "Hankkeet",
        ]

    @pytest.mark.parametrize(
        ("title", "short"),
        [
            ("Hinta", "Hinta"),
            ("Tilastot ja muut tiedot", "Tilastot ja muut tiedot"),
            ("Yhteisen kirjastojärjestelmän ylläpito", "Järjestelmät"),
            ("Aineistojen hankkiminen ja kuljettaminen", "Aineistojen hankkiminen …"),
            ("Kehittämishankkeet ja hankkeiden hakeminen", "Hankkeet"),
            ("Henkilöstön kouluttaminen ja opastaminen", "Koulutus ja opastus"),
            ("Hinnan tarkistaminen ja laskuttaminen sekä viivästyskorko", "Hinnan tarkistaminen …"),
            ("Gemensamt bibliotekssystem och webbtjänster", "System och webbtjänster"),
            ("x" * 60, "x" * 32 + " …"),
            ("", ""),
        ],
    )
    def test_other_titles(self, title, short):
        assert short_title(title) == short
