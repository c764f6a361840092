"""What two rooms tell of the same thing agrees: a reader sees both."""

from decimal import Decimal

from django.utils import translation

from conftest import Louna
from kimppa.core.area import Sentence, counts, summaries
from kimppa.programme import actions
from kimppa.programme.models import Action
from kimppa.programme.queries import actions_of
from kimppa.publishing.models import Item
from tests.lines import told as told_of


def test_the_programme_says_of_events_what_their_room_counts(every_room: Louna) -> None:
    forssa = every_room.municipalities["061"]
    with translation.override("fi"):
        room = summaries(["events"], 2024, None)["events"][0].text
        theirs = summaries(["events"], 2024, forssa)["events"][0].text
        (events,) = (one for one in actions_of(2024, forssa) if one.topic == "events")
    assert room == "Verkkokirjastossa kerrottiin 20 tapahtumasta, joista kuusi oli yhteisiä."
    assert theirs == (
        "Verkkokirjastossa kerrottiin Forssan neljästä omasta ja kirjastojen kuudesta yhteisestä"
        " tapahtumasta."
    )
    assert events.indicator == (
        "Julkaistuja tapahtumia: 20 tapahtumaa, joista Forssan 4 ja kuntien yhteisiä 6"
        " (tavoite vähintään 20)."
    )


def test_feedback_counted_by_hand_is_as_many_as_its_room_has(every_room: Louna) -> None:
    with translation.override("fi"):
        told = told_of(["feedback@finna", "elibrary@ekirjasto", "feedback@ekirjasto"], 2024)
    finna = told["feedback@finna"]
    library = told["elibrary@ekirjasto"] + told["feedback@ekirjasto"]
    assert any("tuli yhdeksän palautetta" in sentence.text for sentence in finna)
    assert any("tuli kolme palautetta" in sentence.text for sentence in library)
    assert _counts(finna) == {"9"}
    assert _counts(library) == {"3"}


def _counts(sentences: list[Sentence]) -> set[str]:
    """What room and hand have counted."""
    figures = [figure for sentence in sentences for figure in sentence.figures]
    return {count for label, count in figures if label == "palautetta"}


def test_a_count_follows_its_room_whatever_was_entered(every_room: Louna) -> None:
    action = Action.objects.get(programme__year=2024, topic="events")
    actions.set_value(by=every_room.coordinator, action=action, value=Decimal(23))
    Item.objects.filter(title_fi="Neulekahvila").delete()
    (events,) = (one for one in actions_of(2024) if one.topic == "events")
    assert events.indicator.startswith("Julkaistuja tapahtumia: 19 tapahtumaa ")
    assert events.status == "missed"


def test_what_the_rooms_count_is_named_in_each_language() -> None:
    with translation.override("fi"):
        finnish = counts()
    with translation.override("sv"):
        swedish = counts()
    assert finnish["publishing:events"] != swedish["publishing:events"]
