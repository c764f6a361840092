"""The search finds what the reader may see, and only that; on both databases the same."""

import datetime as dt
import json
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import undo
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.decisions.actions import record_decision, remove_decision
from kimppa.core.evidence.actions import record_evidence, restore_evidence, undo_evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer, ask
from kimppa.core.register.actions import change_person, save_row
from kimppa.core.releases.actions import RenderedFile, Subject, deliver, freeze
from kimppa.core.search import actions
from kimppa.core.search.models import SearchDocument, SearchState, SearchWaiting
from kimppa.core.search.queries import PAGE, Answer, Narrowing, find, reference, visible_documents
from kimppa.core.tasks.actions import create_task
from kimppa.desk.search.sources import resolve
from kimppa.desk.tests.conftest import TODAY, Louna
from tests.dictionary import needs_dictionary
from tests.examples import drawn

pytestmark = pytest.mark.every_database  # each database searches in its own way


def page(louna: Louna, who: str, words: str, **more: object) -> str:
    return louna.client(who).get("/search/", {"q": words, **more}).content.decode()


def titles(found: Answer) -> list[str]:
    return ["".join(part for part, _asked in hit.title) for g in found.groups for hit in g.hits]


def found(louna: Louna, words: str, who: str = "coordinator") -> list[str]:
    return titles(find(words, louna.people[who]))


def work(title: str, **more: object) -> object:
    return record_evidence(by=SYSTEM, topic="guidance", title=title, **more)  # type: ignore[arg-type]


def test_work_tasks_services_and_people_are_found(louna: Louna) -> None:
    done = record_evidence(by=SYSTEM, topic="guidance", title="Finnan opastus")
    task = create_task(by=SYSTEM, title="Finnan kuvat", topic="finna-development")
    shown = page(louna, "coordinator", "finna")
    for address in (f"/work/{done.pk}/", f"/tasks/{task.pk}/", f"/services/{louna.finna.pk}/"):
        assert f'href="{address}"' in shown
    assert "<mark>Other</mark>-<mark>Director</mark>" in page(
        louna, "coordinator", "other-director"
    )


@pytest.fixture
def texts(louna: Louna) -> Louna:
    """A few documents whose answers are known."""
    work("Finnan opastus Tammelassa", date=dt.date(2024, 3, 1))
    work("Opastuksia henkilökunnalle", date=dt.date(2024, 5, 2), note="Kohta 1.3, 14.1.2025")
    work("Näyttely", date=dt.date(2025, 1, 3), note="Avattiin opastuksen jälkeen, hyvä kirjasto.")
    work("Uutiskirje", date=dt.date(2023, 4, 5), note="Kirjasto oli hyvä. Hyvää työtä!")
    work("Päätös lehdistä", date=dt.date(2024, 6, 7), note="§ 12, åtgärder för biblioteket")
    return louna


ANSWERS = {
    "opastus": ["Opastuksia henkilökunnalle", "Finnan opastus Tammelassa", "Näyttely"],
    "opastuksen": ["Opastuksia henkilökunnalle", "Finnan opastus Tammelassa", "Näyttely"],
    "opast": ["Opastuksia henkilökunnalle", "Finnan opastus Tammelassa", "Näyttely"],
    "opastukset -finna": ["Opastuksia henkilökunnalle", "Näyttely"],
    "opastukset kirjasto": ["Näyttely"],
    '"hyvä kirjasto"': ["Näyttely"],
    '"kirjasto oli hyvä"': ["Uutiskirje"],
    '"hyvä hyvää"': ["Uutiskirje"],
    "1.3": ["Opastuksia henkilökunnalle"],
    "14.1.2025": ["Opastuksia henkilökunnalle"],
    "14.01.2025": ["Opastuksia henkilökunnalle"],
    "§ 12": ["Päätös lehdistä"],
    "12 §": ["Päätös lehdistä"],
    "§ 1": [],
    "lehti": ["Päätös lehdistä"],
    "paatokset": ["Päätös lehdistä"],
    "bibliotek": ["Päätös lehdistä"],
    "åtgärd": ["Päätös lehdistä"],
    "Näyttely Avattiin": ["Näyttely"],
    '"näyttely avattiin"': [],
    "-opastus": [],
    "opastus OR näyttely": [],
}


@pytest.mark.parametrize("written", ANSWERS)
def test_the_answers_are_the_same_on_both_databases(texts: Louna, written: str) -> None:
    assert found(texts, written) == ANSWERS[written]


INFLECTED = {
    "lainauskielto": "Lainauskiellon rajaa nostettiin.",
    "reitti": "Kirjastoautojen reitit sovitaan keväällä.",
    "kirjastoautojen reiteistä": "Kirjastoautojen reitit sovitaan keväällä.",
    "itsepalveluaika": "Pidetään itsepalveluaikaa sunnuntaisin.",
    "avgifterna": "Bibliotekens avgift höjs.",
    "biblioteket": "Bibliotekens avgift höjs.",
}


@needs_dictionary
@pytest.mark.parametrize("written", INFLECTED)
def test_a_decision_is_found_by_any_form_of_its_words(louna: Louna, written: str) -> None:
    for text in dict.fromkeys(INFLECTED.values()):
        record_decision(by=SYSTEM, text=text, date=TODAY)
    assert found(louna, written) == [INFLECTED[written]]
    register = {"q": written, "vuodet": "kaikki"}
    shown = louna.client("reader").get("/decisions/", register).content.decode()
    assert [text for text in dict.fromkeys(INFLECTED.values()) if text in shown] == [
        INFLECTED[written]
    ]


def test_an_index_without_base_forms_is_built_anew_where_the_dictionary_is_installed(
    louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_decision(by=SYSTEM, text="Kirjastoautojen reitit", date=TODAY)
    state = SearchState.objects.filter(pk=1)
    versions = []
    for is_installed in (False, True, False):  # the last machine leaves the richer index as it is
        monkeypatch.setattr(actions, "is_installed", partial(bool, is_installed))
        actions.catch_up()
        versions.append(state.get().version)
    assert (versions[1] - versions[0], versions[2] - versions[1]) == (1, 0)


def test_titles_come_first_then_the_current_year_then_the_newest(louna: Louna) -> None:
    work("Vuosi 2023", date=dt.date(2023, 12, 1), note="Kielikahvila")
    work("Kielikahvila 2023", date=dt.date(2023, 1, 1))
    work("Kielikahvila keväällä", date=dt.date(2024, 1, 1))
    work("Kielikahvila syksyllä", date=dt.date(2024, 9, 1))
    work("Kielikahvila tammikuussa", date=dt.date(2025, 1, 2))
    work("Vuosi 2024", date=dt.date(2024, 12, 1), note="Kielikahvila")
    answer = find("kielikahvila", louna.people["reader"], Narrowing(kind="desk.work"))
    assert titles(answer) == [
        "Kielikahvila syksyllä",
        "Kielikahvila keväällä",
        "Kielikahvila tammikuussa",
        "Kielikahvila 2023",
        "Vuosi 2024",
        "Vuosi 2023",
    ]


def test_letters_with_dots_are_heeded_unless_nothing_is_found_so(louna: Louna) -> None:
    work("Saari")
    work("Sääri")
    assert found(louna, "saari") == ["Saari"]
    assert found(louna, "sääri") == ["Sääri"]
    assert sorted(found(louna, "såari")) == ["Saari", "Sääri"]
    assert "å, ä" in page(louna, "reader", "såari")


def test_what_one_may_not_see_is_not_found(louna: Louna) -> None:
    here = [louna.ypaja]
    work("Salainen opastus", municipalities=here)
    create_task(by=SYSTEM, title="Salainen tehtävä", topic="feedback", municipality=louna.ypaja)
    record_decision(by=SYSTEM, text="Salainen päätös", date=TODAY, municipalities=here)
    question = ask(by=SYSTEM, origin=("x", "1"), title="Salainen asia", municipalities=here)
    answer(by=SYSTEM, confirmation=question.confirmations.get(), yes=True, comment="Salainen kyllä")
    release = freeze(
        by=SYSTEM,
        subject=Subject("report", 2024, "report", "Salainen raportti"),
        facts={"clauses": [{"words": "Salainen sana kerrottiin."}]},
        files=[RenderedFile("r.pdf", "application/pdf", b"%PDF")],
    )
    deliver(by=SYSTEM, release=release, recipients=[(louna.ypaja, louna.people["other-director"])])
    seen = find("salainen", louna.people["other-staff"])
    assert {kind: count for kind, _title, count in seen.kinds} == {
        "desk.work": 2,  # the delivery is work done, too
        "desk.task": 1,
        "desk.decision": 1,
        "desk.question": 1,
        "desk.answer": 1,
        "desk.delivery": 1,
    }
    for who in ("director", "staff", "reader"):
        hidden = find("salainen", louna.people[who])
        assert hidden == Answer(0, [], [], [], suggestions=[])
        absent = page(louna, who, "olematon").replace("olematon", "salainen")
        assert strip(page(louna, who, "salainen")) == strip(absent)


def strip(shown: str) -> str:
    return "\n".join(
        line for line in shown.splitlines() if "csrf" not in line and "nonce" not in line
    )


def test_people_are_found_and_guessed_by_those_who_manage_them_only(louna: Louna) -> None:
    assert found(louna, "other-staff@example.org") == ["Other-Staff"]
    assert "Director" in found(louna, "director", "director")
    assert found(louna, "other-staff", "director") == []
    assert found(louna, "director", "staff") == []
    change_person(by=SYSTEM, person=louna.people["other-staff"], name="Abrahamsson")
    assert find("Abramsson", louna.people["coordinator"]).suggestions == ["Abrahamsson"]
    assert find("Abramsson", louna.people["director"]).suggestions == []


def test_what_has_just_been_written_is_found_and_what_was_undone_is_not(louna: Louna) -> None:
    done = record_evidence(by=SYSTEM, topic="guidance", title="Kielikahvila")
    assert found(louna, "kielikahvila") == ["Kielikahvila"]
    undo_evidence(by=SYSTEM, evidence=done)
    assert found(louna, "kielikahvila") == []
    restore_evidence(by=SYSTEM, evidence=done)
    assert found(louna, "kielikahvila") == ["Kielikahvila"]
    decision = record_decision(by=SYSTEM, text="Kielikahvilan tila", date=TODAY)
    assert len(found(louna, "kielikahvila")) == 2
    remove_decision(by=SYSTEM, decision=decision)
    assert found(louna, "kielikahvila") == ["Kielikahvila"]
    place = save_row(
        Branch(), by=SYSTEM, code="b", name_fi="Portaan kirjasto", municipality=louna.ypaja
    )
    assert found(louna, "portaan", "reader") == ["Portaan kirjasto"]
    save_row(place, by=SYSTEM, name_fi="Letkun kirjasto")
    assert found(louna, "portaan", "reader") == []
    assert found(louna, "letku", "reader") == ["Letkun kirjasto"]


def test_a_write_that_is_rolled_back_leaves_nothing_waiting(louna: Louna) -> None:
    find("x", louna.people["reader"])
    with pytest.raises(ValidationError):
        record_evidence(by=SYSTEM, topic="guidance", title="")
    assert not SearchWaiting.objects.exists()


@pytest.mark.parametrize("who", ["coordinator", "director", "staff", "reader", "other-director"])
def test_what_is_found_is_what_may_be_opened(texts: Louna, who: str) -> None:
    """Every document of the index resolves for whoever finds it, and for nobody else."""
    create_task(by=SYSTEM, title="T", topic="feedback", municipality=texts.ypaja)
    actions.catch_up()
    person = texts.people[who]
    ids = [reference(one)[1] for one in SearchDocument.objects.filter(kind__startswith="desk.")]
    visible = visible_documents(person).filter(kind__startswith="desk.")
    assert set(resolve(ids, person)) == {reference(one)[1] for one in visible}


def test_one_kind_is_shown_whole_page_by_page(louna: Louna) -> None:
    for n in range(PAGE + 5):
        create_task(by=SYSTEM, title=f"Kuva {n}", topic="feedback")
        create_task(by=SYSTEM, title=f"Kuva {n}", topic="feedback", municipality=louna.ypaja)
    person = louna.people["staff"]
    assert find("kuva", person).count == PAGE + 5
    first = find("kuva", person, Narrowing(kind="desk.task"))
    last = find("kuva", person, Narrowing(kind="desk.task"), page=99)
    assert (first.pages, len(titles(first)), last.page, len(titles(last))) == (2, PAGE, 2, 5)
    assert set(titles(first)).isdisjoint(titles(last))
    shown = page(louna, "staff", "kuva")
    assert "kind=desk.task" in shown
    assert f"({PAGE + 5})" in shown
    assert "page=2" in page(louna, "staff", "kuva", kind="desk.task")


def test_what_is_found_is_narrowed_by_kind_year_and_municipality(louna: Louna) -> None:
    work("Opastus A", date=dt.date(2024, 2, 1), municipalities=[louna.tammela])
    work("Opastus B", date=dt.date(2023, 2, 1), municipalities=[louna.ypaja])
    record_decision(by=SYSTEM, text="Opastus C", date=dt.date(2024, 3, 1))
    person = louna.people["coordinator"]
    assert find("opastus", person).years == [(2024, 2), (2023, 1)]
    assert titles(find("opastus", person, Narrowing(year=2023))) == ["Opastus B"]
    assert titles(find("opastus", person, Narrowing(place=louna.tammela.pk))) == ["Opastus A"]
    assert titles(find("opastus", person, Narrowing(kind="desk.decision"))) == ["Opastus C"]
    shown = page(louna, "coordinator", "opastus", year="2024", place="834")
    assert "Opastus</mark> A" in shown
    assert "Opastus</mark> B" not in shown
    assert page(louna, "coordinator", "opastus", year="x", place="999", kind="no", page="-1")


def test_nothing_found_says_what_to_try_and_what_may_have_been_meant(louna: Louna) -> None:
    shown = page(louna, "reader", "olematon")
    assert "Kokeile lyhyempää sanaa" in shown
    assert "Tarkoititko" not in shown
    meant = page(louna, "reader", "Yppäjä")
    assert "Tarkoititko:" in meant
    assert '?q=Yp%C3%A4j%C3%A4">Ypäjä</a>' in meant


@pytest.mark.parametrize("words", ["x", "   ", "%", "'; DROP TABLE", "ö" * 500, "a* NEAR(b"])
def test_any_words_are_answered(louna: Louna, words: str) -> None:
    assert louna.client("reader").get("/search/", {"q": words}).status_code == 200


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=drawn(60),
)
@given(st.text(max_size=40) | st.text("\"*()-:^+{}|&!<>'§.ab1 ", max_size=20))
def test_no_way_of_writing_is_an_error(louna: Louna, written: str) -> None:
    find(written, louna.people["reader"])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=drawn(25),
)
@given(st.text(min_size=1, max_size=200))
def test_any_text_can_be_indexed_and_found_by_its_words(louna: Louna, text: str) -> None:
    title = f"Hypo {text}".replace("\x00", "")[:300]
    done = record_evidence(by=SYSTEM, topic="guidance", title=title)
    assert found(louna, "hypo", "reader")
    undo_evidence(by=SYSTEM, evidence=done)


def test_the_longest_texts_fit_in_the_index(louna: Louna) -> None:
    words = " ".join(f"{n}sana{'ö' * 30}{n}" for n in range(15_000))
    record_decision(by=SYSTEM, text=f"Pitkä teksti {words}", date=TODAY)
    assert len(found(louna, "pitkä teksti")) == 1


def test_the_desks_own_ids_are_resolved_for_those_who_may_see(louna: Louna) -> None:
    task = create_task(by=SYSTEM, title="T", topic="feedback", municipality=louna.ypaja)
    ids = [f"task-{task.pk}", "task-x", "task-²", "demo-1", "delivery-999", "task-" + "9" * 40]
    seen = resolve(ids, louna.people["other-staff"])
    assert seen[f"task-{task.pk}"].url == f"/tasks/{task.pk}/"
    assert len(seen) == 1
    assert resolve(ids, louna.people["staff"]) == {}


@pytest.mark.parametrize("kind", ["", "desk.task"])
def test_a_search_costs_few_queries_whatever_is_found(
    louna: Louna, kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(30):
        create_task(by=SYSTEM, title=f"Finnan kuva {n}", topic="finna-development")
        work(f"Finnan opastus {n}")
        record_decision(by=SYSTEM, text=f"Finnan päätös {n}", date=TODAY)
    for who in ("coordinator", "director", "staff", "reader"):
        client = louna.client(who)
        client.get("/search/", {"q": "finna"})
        with django_assert_max_num_queries(20):
            shown = client.get("/search/", {"q": "finna", "kind": kind})
        assert 'value="finna"' in shown.text


def test_opening_the_search_writes_nothing_but_the_index(louna: Louna) -> None:
    events = AuditEvent.objects.count()
    page(louna, "reader", "finna")
    assert AuditEvent.objects.count() == events


def test_the_index_is_compared_and_built_anew(
    texts: Louna, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("search", "check")
    gone = SearchDocument.objects.filter(title="Näyttely").get()
    gone.delete()
    SearchDocument.objects.filter(title="Uutiskirje").update(text="vanha")
    SearchDocument.objects.create(kind="desk.task", row=999, title="liikaa")
    with pytest.raises(CommandError, match="puuttuu 1, liikaa on 2, vanhoilla sanoilla 1"):
        call_command("search", "check")
    with pytest.raises(SystemExit):
        call_command("search", "check", "--json")
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["missing"], told["extra"], told["old"]) == (1, 2, 1)
    call_command("search", "rebuild")
    call_command("search", "check")
    assert found(texts, "näyttely") == ["Näyttely"]


def test_an_index_of_another_database_or_version_is_built_anew(texts: Louna) -> None:
    actions.catch_up()
    SearchState.objects.update(vendor="another")
    SearchDocument.objects.filter(title="Näyttely").delete()
    assert found(texts, "näyttely") == ["Näyttely"]


def test_a_municipality_that_goes_leaves_the_index(louna: Louna) -> None:
    made = save_row(Municipality(), by=SYSTEM, code="999", name_fi="Hukkala", position=9)
    assert found(louna, "hukkala") == ["Hukkala"]
    event = AuditEvent.objects.filter(object_id=str(made.pk), model="core.municipality").latest(
        "pk"
    )
    undo(by=louna.people["coordinator"], events=[event])
    assert found(louna, "hukkala") == []
