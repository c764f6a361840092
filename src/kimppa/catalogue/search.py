"""What of the catalogue is found by words: exports, and rules with what is agreed about them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.catalogue.messages import family
from kimppa.catalogue.models import Rule, Snapshot
from kimppa.catalogue.models.corrections import Plan, Practice
from kimppa.core.search.sources import Document, Source


def _snapshot(snapshot: Snapshot) -> Document:
    return Document(
        title=f"{_('Export of the catalogue')} {snapshot.name}",
        text=snapshot.source if not snapshot.example else "",
        year=snapshot.taken_on.year,
        date=snapshot.taken_on,
    )


def _rule(rule: Rule) -> Document:
    parts = (rule.slug, family(rule.family), rule.practice, rule.text_sv, rule.text_en)
    return Document(
        title=rule.text_fi,
        text="\n".join(filter(None, parts)),
        date=rule.practice_since,
    )


DOCUMENTS = (
    Source(
        Plan,
        "plan",
        _("Agreed corrections"),
        document=lambda row: Document(title=row.title, text=row.note, year=row.year),
    ),
    Source(
        Practice,
        "practice",
        _("How we catalogue"),
        document=lambda row: Document(title=row.topic, text=row.text, date=row.since),
        url=lambda _row: reverse("catalogue:practices"),
    ),
    Source(
        Snapshot,
        "snapshot",
        _("Exports of the catalogue"),
        document=_snapshot,
    ),
    Source(
        Rule,
        "rule",
        _("Rules of the catalogue"),
        document=_rule,
    ),
)
