"""What corrections add to the sentences of the catalogue."""

from collections.abc import Iterator

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue.corrections.queries import plans, refusers
from kimppa.catalogue.models.corrections import Plan
from kimppa.core.area import Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.core.memo import read_once
from kimppa.core.words.messages import say
from kimppa.ui.numbers import number


def corrections(year: int, municipality: Municipality | None) -> Iterator[Sentence]:
    """How many records the year's plans have mended, once a new export has proven it."""
    proven = read_once("proven plans", year, make=lambda: _proven(year))
    count = sum(_corrected_count(plan, municipality) for plan in proven)
    if count:
        text = _whole_text(count) if municipality is None else _part_text(count, municipality)
        figures = ((_("records mended by plans"), number(count, 0)),)
        yield Sentence(
            text,
            url=reverse_lazy("catalogue:plans"),
            example=any(p.example for p in proven),
            whole=() if municipality else figures,
            apart=figures if municipality else (),
        )


def _proven(year: int) -> list[Plan]:
    return list(plans().filter(year=year, state=Plan.State.PROVEN))


def _whole_text(count: int) -> str:
    text = ngettext(
        "By corrections agreed together the details of {count} title were put right.",
        "By corrections agreed together the details of {count} titles were put right.",
        count,
    )
    return say(text, count=count)


def _part_text(count: int, municipality: Municipality) -> str:
    """A record may be several municipalities' and is told to each."""
    text = ngettext(
        "By corrections agreed together the details of {count} title of {place} were put right.",
        "By corrections agreed together the details of {count} titles of {place} were put right.",
        count,
    )
    return say(text, count=count, place=municipality.name)


def _corrected_count(plan: Plan, municipality: Municipality | None) -> int:
    """Those of the whole consortium, or of one municipality, whose no leaves its records out.

    A proof of earlier times has no figures by municipality: only the preview has.
    """
    if municipality is None:
        return int(plan.proof.get("loaded", 0))
    if "places" in plan.proof:
        return int(plan.proof["places"].get(str(municipality.pk), 0))
    if municipality.pk in {refuser.pk for refuser in refusers(plan)}:
        return 0
    figures = plan.shown.get("places", {}).get(str(municipality.pk), {})
    return int(figures.get("records", 0))
