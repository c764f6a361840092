"""What Kimppa itself knows of a year's figures, beside what stands. Reads."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.figures.models import Figure
from kimppa.core.figures.rooms import known_figures
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.years.figures import SUMMED

REGISTER, ROOM = "register", "room"
LOANS, MOBILE_LOANS = "LAI_total", "TOI_bus_loans"
POINTS: Mapping[str, str] = {
    "TOI_points": Branch.Kind.LIBRARY,
    "TOI_bus": Branch.Kind.MOBILE,
    "TOI_other": Branch.Kind.LENDING,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A figure that Kimppa knows: the value (None = not whole), on what it rests, and what
    stands now. `content` is the derivation to be.
    """

    municipality: Municipality
    variable: str
    value: Decimal | None
    text: str
    content: Mapping[str, Any]
    standing: Figure | None = None
    url: str = ""
    example: bool = False
    origin: str = Figure.Origin.MEASURED

    @property
    def new(self) -> bool:
        """Whether it fills a place that is empty, or brings up to date what was filled before."""
        if self.value is None:
            return False
        if self.standing is None:
            return True
        return self.standing.rule in (REGISTER, ROOM) and self.standing.value != self.value


def proposals(year: int, towns: Sequence[Municipality] | None = None) -> list[Proposal]:
    """By municipality, in the order of the form."""
    members = list(municipalities_of(year)) if towns is None else list(towns)
    figure_by_key = _standing_figures(year)
    proposal_list = [
        *_point_proposals(year, members),
        *_loans_of_bookmobiles(year, members),
        *_room_proposals(year, members),
    ]
    position_by_code = {code: number for number, code in enumerate(catalogue())}
    proposal_list.sort(key=lambda p: (members.index(p.municipality), position_by_code[p.variable]))
    return [_with_standing(proposal, figure_by_key) for proposal in proposal_list]


type Standing = Mapping[tuple[int, str], Figure]


def _standing_figures(year: int) -> Standing:
    figures = Figure.objects.filter(
        year=year, municipality__isnull=False, month__isnull=True, replaced_at__isnull=True
    ).select_related("variable")
    return {(figure.municipality_id or 0, figure.variable.code): figure for figure in figures}


def _with_standing(proposal: Proposal, figure_by_key: Standing) -> Proposal:
    code = catalogue()[proposal.variable].figure_code
    place_content = {
        "place": f"municipality:{proposal.municipality.code}",
        "variable": proposal.variable,
    }
    return replace(
        proposal,
        content={**proposal.content, **place_content},
        standing=figure_by_key.get((proposal.municipality.pk, code)),
    )


def _point_proposals(year: int, towns: Sequence[Municipality]) -> Iterator[Proposal]:
    """Service points that the register has on the year's last day, by their kind."""
    day = dt.date(year, 12, 31)
    branches = list(Branch.objects.valid_on(day))
    day_text = formats.date_format(day, "j.n.Y")
    for town in towns:
        town_branches = [branch for branch in branches if branch.municipality_id == town.pk]
        if not town_branches:
            continue
        for variable, kind in POINTS.items():
            codes = [branch.code for branch in town_branches if branch.kind == kind]
            names = ", ".join(branch.name for branch in town_branches if branch.kind == kind)
            yield Proposal(
                town,
                variable,
                Decimal(len(codes)),
                _("Register of branches, %(day)s: %(names)s")
                % {"day": day_text, "names": names or _("none")},
                {"kind": REGISTER, "counted": codes},
                url=reverse("desk:branches"),
                example=any(branch.example for branch in town_branches if branch.kind == kind),
            )


def _loans_of_bookmobiles(year: int, towns: Sequence[Municipality]) -> Iterator[Proposal]:
    """Loans of the branches that are bookmobiles; without the loans of each there is no sum."""
    bookmobiles = Branch.objects.valid_between(dt.date(year, 1, 1), dt.date(year, 12, 31)).filter(
        kind=Branch.Kind.MOBILE, municipality__in=towns
    )
    figures = Figure.objects.filter(
        variable__code=LOANS, year=year, month__isnull=True, replaced_at__isnull=True,
        branch__in=bookmobiles, value__isnull=False,
    )  # fmt: skip
    loans = {figure.branch_id: figure for figure in figures}
    branches_by_town: dict[int, list[Branch]] = {}
    for branch in bookmobiles:
        branches_by_town.setdefault(branch.municipality_id, []).append(branch)
    for town in towns:
        town_branches = branches_by_town.get(town.pk, [])
        gaps = [branch.name for branch in town_branches if branch.pk not in loans]
        parts = {branch.code: loans[branch.pk] for branch in town_branches if branch.pk in loans}
        if town_branches:
            names = ", ".join(branch.name for branch in town_branches)
            text = _("Loans of bookmobiles: %(names)s") % {"names": names}
            if gaps:
                text = _("Loans are lacking: %(names)s") % {"names": ", ".join(gaps)}
            counts = [figure.value for figure in parts.values() if figure.value is not None]
            yield Proposal(
                town,
                MOBILE_LOANS,
                None if gaps else sum(counts, Decimal(0)),
                text,
                {"kind": SUMMED, "parts": {code: figure.pk for code, figure in parts.items()}},
                example=any(figure.example for figure in parts.values()),
            )


def _room_proposals(year: int, towns: Sequence[Municipality]) -> Iterator[Proposal]:
    """What other rooms know of their own rows."""
    town_by_pk = {town.pk: town for town in towns}
    for room, known_figure in known_figures(year):
        if known_figure.municipality in town_by_pk and known_figure.variable in catalogue():
            yield Proposal(
                town_by_pk[known_figure.municipality],
                known_figure.variable,
                known_figure.value,
                f"{room.title}: {known_figure.text}",
                {"kind": ROOM, "room": room.slug, "text": known_figure.text}
                | ({"basis": dict(known_figure.basis)} if known_figure.basis else {}),
                url=known_figure.url,
                example=known_figure.example,
                origin=known_figure.origin,
            )
