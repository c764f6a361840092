"""Every row of the demo says where it is from, and the examples go away without a trace."""

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from conftest import Louna
from kimppa.core.demo.instance import remove_all_examples
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import tallies
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.sourced import Sourced, count_examples, sourced_models
from kimppa.core.topics import TOPICS
from tests.lines import told

# Tables without the mark that the demo may fill, each with the reason why it needs none.
DERIVED = {
    "publishing.Keyword": "part of an item",
    "publishing.Occurrence": "part of an item",
    "catalogue.Life": "what became of findings in an export that bears the mark",
    "catalogue.PlaceLife": "the same by branch",
    "catalogue.RuleCount": "what a check counted in an export that bears the mark",
    "catalogue.PlaceCount": "the same by branch",
    "catalogue.PlaceTotal": "records of an export by branch",
    "feedback.Contact": "who sent a feedback that bears the mark",
    "feedback.Message": "what was said of a feedback",
    "meetings.PollDay": "a day of a poll, which bears the mark",
    "jobs.Run": "the log of what has run",
    "django_tasks_database.DBTaskResult": "what is to be run",
    "core.ImportOriginal": "the bytes of a file that bears the mark",
    "core.StoredFile": "bytes, told by the rows that point at them",
    "core.ReleaseFile": "part of a release",
    "core.EvidenceFigure": "part of a piece of work",
    "core.OutgoingMail": "the log of letters about deliveries and reminders",
    "core.Derivation": "what a figure is made of; the figure bears the mark",
    "core.LineChoice": "a choice that the demo's work was given",
    "core.OfferChoice": "what an agenda took up; its item bears the mark",
    "core.AuditEvent": "the log of what was written, the demo's rows too",
    "core.StepMark": "part of a checklist",
    "core.SearchDocument": "what the rows say, made of them for the search",
    "core.SearchWaiting": "what the search has not taken in yet",
    "core.SearchState": "what the search index was built for",
    "contenttypes.ContentType": "Django's own list of tables",
    "auth.Permission": "Django's own, not used",
}


def test_every_demo_row_names_its_source_or_is_an_example(every_room: Louna) -> None:
    unmarked = {
        model.__name__: rows
        for model in sourced_models()
        if (rows := model._default_manager.filter(example=False, source="").count())
    }
    assert not unmarked
    others = {
        model._meta.label
        for model in apps.get_models()
        if not issubclass(model, Sourced) and model._default_manager.exists()
    }
    assert others - DERIVED.keys() == set()


def test_the_examples_go_away_and_everything_real_stays(every_room: Louna) -> None:
    real = {m: m._default_manager.filter(example=False).count() for m in sourced_models()}
    assert remove_all_examples(by=every_room.coordinator) > 0
    assert count_examples() == 0
    assert {m: m._default_manager.count() for m in sourced_models()} == real
    places = [*every_room.municipalities.values(), None]
    for municipality in places:
        assert set(told(list(TOPICS), 2024, municipality)) == set(TOPICS)
        assert tallies(2024, municipality)
    assert not Evidence.objects.filter(kind=Evidence.Kind.DELIVERY).exists()


def test_an_example_that_something_real_points_at_stays_with_its_mark(every_room: Louna) -> None:
    example = Ratification.objects.filter(example=True).earliest("pk")
    Confirmation.objects.filter(ratification=example).update(example=False)
    delivery = Delivery.objects.filter(example=True).earliest("pk")
    Delivery.objects.filter(pk=delivery.pk).update(example=False)
    own = record_evidence(by=every_room.coordinator, topic="teams", title="Oma työ")
    remove_all_examples(by=every_room.coordinator)
    assert Ratification.objects.get(pk=example.pk).example
    assert example.confirmations.count() == 5
    assert Release.objects.get(pk=delivery.release_id).example
    assert Evidence.objects.filter(pk=own.pk).exists()


def test_only_the_coordinator_takes_the_examples_away(every_room: Louna) -> None:
    with pytest.raises(PermissionDenied):
        remove_all_examples(by=every_room.directors["061"])
    assert count_examples() > 0
