"""What of the catalogue is found by words: exports, and rules with what is agreed about them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.catalogue.messages import family
from kimppa.catalogue.models import Rule, Snapshot
from kimppa.catalogue.models.corrections import Plan, Practice
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.search.sources import Document, Rows, Source


def documents() -> tuple[Source, ...]:
    return DOCUMENTS


def _snapshots(person: Person) -> Rows | None:
    return Snapshot.objects.all() if person.can(Permission.VIEW) else None


def _rules(person: Person) -> Rows | None:
    return Rule.objects.all() if person.can(Permission.VIEW) else None


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


def _plans(person: Person) -> Rows | None:
    return Plan.objects.all() if person.can(Permission.VIEW) else None


def _practices(person: Person) -> Rows | None:
    return Practice.objects.all() if person.can(Permission.VIEW) else None


DOCUMENTS = (
    Source(
        "plan",
        _("Agreed corrections"),
        rows=Plan.objects.all,
        visible=_plans,
        document=lambda row: Document(title=row.title, text=row.note, year=row.year),
        url=lambda row: row.get_absolute_url(),
        follows={"catalogue.plan": "pk"},
    ),
    Source(
        "practice",
        _("How we catalogue"),
        rows=Practice.objects.all,
        visible=_practices,
        document=lambda row: Document(title=row.topic, text=row.text, date=row.since),
        url=lambda _row: reverse("catalogue:practices"),
        follows={"catalogue.practice": "pk"},
    ),
    Source(
        "snapshot",
        _("Exports of the catalogue"),
        rows=Snapshot.objects.all,
        visible=_snapshots,
        document=_snapshot,
        url=lambda row: reverse("catalogue:snapshot", args=[row.pk]),
        follows={"catalogue.snapshot": "pk"},
    ),
    Source(
        "rule",
        _("Rules of the catalogue"),
        rows=Rule.objects.all,
        visible=_rules,
        document=_rule,
        url=lambda row: row.get_absolute_url(),
        follows={"catalogue.rule": "pk"},
    ),
)
