"""What of the statistics is found by words: years, explanations, and files for the coordinator."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.search.sources import Document, Source
from kimppa.statistics.models import Explanation, Round, Take
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.years.queries import visible_municipalities


def _round(reporting_round: Round) -> Document:
    return Document(
        title=str(reporting_round), text=reporting_round.source, year=reporting_round.year
    )


def _explanation(explanation: Explanation) -> Document:
    variable = catalogue().get(explanation.field)
    name = variable.name.fi if variable else explanation.field
    return Document(
        title=f"{explanation.check_number} {name}, {explanation.municipality.name}",
        text=explanation.text,
        places=[explanation.municipality_id],
        year=explanation.year,
        date=explanation.at.date(),
    )


def _take_document(take: Take) -> Document:
    about = " ".join(part for part in (take.system, take.source) if part)
    return Document(title=take.name, text=about, year=take.year, date=take.uploaded_at.date())


def _explanations(person: Person) -> QuerySet[Explanation]:
    return Explanation.objects.filter(municipality__in=visible_municipalities(person))


def _visible_takes(person: Person) -> QuerySet[Take] | None:
    return Take.objects.all() if person.is_coordinator else None


DOCUMENTS = (
    Source(
        Round,
        "round",
        _("Statistics by year"),
        document=_round,
        url=lambda row: reverse("statistics:year", args=[row.year]),
        state=lambda row: "done" if row.locked_at else "",
    ),
    Source(
        Explanation,
        "explanation",
        _("Explanations of figures"),
        rows=lambda: Explanation.objects.select_related("municipality"),
        visible=_explanations,
        document=_explanation,
        url=lambda row: reverse("statistics:board", args=[row.year, row.municipality.code]),
    ),
    Source(
        Take,
        "take",
        _("Files of figures"),
        visible=_visible_takes,
        document=_take_document,
        url=lambda row: reverse("statistics:import", args=[row.pk]),
        state=lambda row: "done" if row.in_use else "draft",
    ),
)
