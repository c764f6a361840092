"""Two exports of a made catalogue, half a year apart, so that there is something to compare.

A small one is made at once. A large one is left to the worker, so that the demo's server answers
in the meantime; its pages tell how far it is.
"""

import datetime as dt

from django.conf import settings

from kimppa.catalogue.actions.intake import add_example
from kimppa.catalogue.actions.settings import add_link
from kimppa.catalogue.corrections import demo as corrections
from kimppa.catalogue.models import Origin, RecordLink, Snapshot
from kimppa.catalogue.sources.actions import add as add_origin
from kimppa.catalogue.tasks import make_example
from kimppa.core.permissions import SYSTEM
from kimppa.jobs.queue import ask_to_stop

FINNA = "https://louna.finna.fi/Record/louna.{control}"
SOURCE = "Finnan osoitemuoto: NDL-VuFind2, tunniste louna.<id>"
ORIGIN = {
    "title": "Kirjastojärjestelmän OAI-PMH",
    "kind": Origin.Kind.OAI,
    "address": "https://example.org/oai",
    "cron": "0 3 1 * *",
}
EXPORTS = (
    ("esimerkki-2024-05", dt.date(2024, 5, 27), 1.0),
    ("esimerkki-2024-12", dt.date(2024, 12, 9), 0.72),
)
AT_ONCE = 2000  # records; more is the worker's


def load() -> None:
    """Make the rows; and the catalogues if they are small."""
    if not RecordLink.objects.exists():
        add_link(by=SYSTEM, title="Finna", pattern=FINNA, source=SOURCE)
    if not Origin.objects.exists():
        add_origin(by=SYSTEM, example=True, **ORIGIN)
    records = settings.KIMPPA_DEMO_RECORDS
    if records:
        corrections.load()
    for name, day, remaining in EXPORTS if records else ():
        snapshot = add_example(
            by=SYSTEM, taken_on=day, records=records, remaining=remaining, name=name
        )
        if records <= AT_ONCE:
            _make_now(snapshot, records, remaining)


def _make_now(snapshot: Snapshot, records: int, remaining: float) -> None:
    if snapshot.run is not None:
        ask_to_stop(snapshot.run)
        Snapshot.objects.filter(pk=snapshot.pk).update(run=None)
    make_example.call(snapshot.pk, records, remaining)
