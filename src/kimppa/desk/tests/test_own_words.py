"""Own words for a topic, learnt when a person corrects what was guessed or asked."""

from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.models import Evidence
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.work.guessing import ranked_topics
from kimppa.desk.work.own_words import learn
from tests.lines import make_lines


def log(louna: Louna, words: str, **fields: object) -> Evidence:
    louna.client("coordinator").post("/log-work/", {"title": words, **fields})
    return Evidence.objects.latest("pk")


def known(word: str) -> bool:
    return bool(ranked_topics(word))


def test_a_word_that_nobody_knew_is_learnt_and_a_known_one_keeps_its_topic() -> None:
    own = learn([("Poikkiksen opastus", "projects")], [], known)
    assert ranked_topics("Poikkiksessa käytiin", own) == ["projects"]
    assert ranked_topics("Opastus Humppilassa", own)[0] == "guidance"


def test_the_same_line_again_has_the_topic_chosen_for_it() -> None:
    own = learn([("Klinikka 3.2. kirjastossa", "projects")], [], known)
    assert ranked_topics("Klinikka 10.4. kirjastossa", own)[0] == "projects"


def test_a_word_of_several_topics_names_none() -> None:
    chosen = [("Kävin Poikkiksessa", "projects")]
    own = learn(chosen, [("Kävin kokouksessa", "meetings")], known)
    assert ranked_topics("Kävin asioilla", own) == []
    assert ranked_topics("Poikkis alkoi", own) == ["projects"]
    both = learn([*chosen, ("Poikkis esillä", "events")], [], known)
    assert ranked_topics("Poikkis alkoi", both) == []


def test_what_was_chosen_when_asked_is_guessed_next(louna: Louna) -> None:
    make_lines(2024, "projects", "guidance")
    assert not Evidence.objects.filter(title="Poikkis alkoi 3.12.").exists()
    page = louna.client("coordinator").post("/log-work/", {"title": "Poikkis alkoi 3.12."})
    assert "Sanoista ei selvinnyt, mitä aihetta" in page.text
    log(louna, "Poikkis alkoi 3.12.", topic="projects")
    assert log(louna, "Poikkiksen ryhmä 5.12.").topic == "projects"


def test_a_corrected_guess_is_guessed_next_until_the_correction_is_undone(louna: Louna) -> None:
    make_lines(2024, "projects", "guidance")
    client = louna.client("coordinator")
    work = log(louna, "Opastus: Poikkis 3.12.")
    assert work.topic == "guidance"
    client.post(f"/work/{work.pk}/correct/", {"topic": "projects"})
    assert log(louna, "Poikkiksen ryhmä 5.12.").topic == "projects"
    event = AuditEvent.objects.filter(action="evidence.correct").latest("pk")
    client.post(f"/undo/{event.pk}/")
    work.refresh_from_db()
    assert (work.topic, work.topic_chosen) == ("guidance", False)


def test_names_of_municipalities_tell_no_topic(louna: Louna) -> None:
    make_lines(2024, "projects", "guidance")
    log(louna, "Tammelassa 3.12.", topic="projects")
    before = Evidence.objects.count()
    louna.client("coordinator").post("/log-work/", {"title": "Tammelan asia 5.12."})
    assert Evidence.objects.count() == before
