"""What the report says of events and news."""

from django.utils import translation

from conftest import Louna
from kimppa.core.area import summaries
from kimppa.publishing import actions
from kimppa.publishing.tests.conftest import Make


def test_the_report_tells_events_and_joint_ones(louna: Louna, make: Make) -> None:
    """Who came to a joint event is told to every municipality, as everybody's: once in the sum."""
    own, joint = make("Oma"), make("Yhteinen", town="061", joint=True)
    other = make("Muiden", town="981")
    make("Uutinen", kind="news")
    for item, participants in ((own, 12), (joint, 255), (other, 241)):
        actions.set_participants(by=louna.coordinator, item=item, participants=participants)
    with translation.override("fi"):
        told = {
            code: summaries(["events"], 2025, place)["events"]
            for code, place in louna.municipalities.items()
        }
        whole = summaries(["events"], 2025, None)["events"][1]
    everybody = "kuntien yhteisissä tapahtumissa kävijöitä oli kaikkiaan 255"
    assert [sentence.text for sentence in told["834"]] == [
        (
            "Verkkokirjastossa kerrottiin Tammelan yhdestä omasta ja kirjastojen yhdestä"
            " yhteisestä tapahtumasta."
        ),
        f"Omissa tapahtumissa kävi 12 ihmistä, ja {everybody}.",
        "Lisäksi julkaistiin yksi uutinen.",
    ]
    assert told["834"][0].headline == ("1 + 1", "tapahtumaa")
    assert told["103"][1].text == ("Kuntien yhteisissä tapahtumissa kävijöitä oli kaikkiaan 255.")
    own_sum = sum(int(n) for lines in told.values() for _label, n in lines[1].figures)
    (joint_sum,) = {int(n) for lines in told.values() for _label, n in lines[1].joint}
    assert own_sum + joint_sum == 508
    assert [int(n) for _label, n in (*whole.figures, *whole.joint)] == [own_sum, joint_sum]


def test_joint_news_is_not_told_as_each_municipalitys_own(louna: Louna, make: Make) -> None:
    make("Oma", kind="news")
    for title in ("Yhteinen", "Toinen yhteinen"):
        make(title, kind="news", town="061", joint=True)
    with translation.override("fi"):
        told = {
            code: summaries(["events"], 2025, louna.municipalities[code])["events"][0].text
            for code in ("834", "103")
        }
    assert told == {
        "834": "Julkaistiin yksi uutinen. Lisäksi julkaistiin kaksi yhteistä uutista.",
        "103": "Julkaistiin kaksi kirjastojen yhteistä uutista.",
    }
