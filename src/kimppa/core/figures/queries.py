"""Reading figures."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import POPULATION
from kimppa.core.figures.models import Figure
from kimppa.core.files.models import StoredFile

PUBLISHED = "published"
"""The rule of figures that anybody may read where they were published."""


def standing_figures(codes: Collection[str], years: Collection[int]) -> QuerySet[Figure]:
    """The standing figures of some variables and years."""
    return Figure.objects.filter(
        variable__code__in=codes, year__in=years, replaced_at__isnull=True
    ).select_related("variable", "municipality")


def visible_figures(person: Person) -> QuerySet[Figure]:
    """Standing figures: a coordinator sees all; others the common ones and their own
    municipality's with its branches.
    """
    figures = Figure.objects.filter(replaced_at__isnull=True)
    if person.is_coordinator:
        return figures
    own_ids = [m.municipality_id for m in person.current_memberships]
    is_common = Q(municipality__isnull=True, branch__isnull=True)
    return figures.filter(
        is_common | Q(municipality__in=own_ids) | Q(branch__municipality__in=own_ids)
    )


def comparable_figures(person: Person) -> QuerySet[Figure]:
    """Years of municipalities that may stand beside each other: what the person sees, and of the
    others what has been published.
    """
    is_published = Q(municipality__isnull=False, rule=PUBLISHED, replaced_at__isnull=True)
    figures = Figure.objects.filter(Q(pk__in=visible_figures(person).values("pk")) | is_published)
    return figures.filter(municipality__isnull=False, month__isnull=True, value__isnull=False)


def same_place(figure: Figure) -> QuerySet[Figure]:
    """Every row, standing or not, of the figure's variable, month and place, whatever the year."""
    return Figure.objects.filter(
        variable=figure.variable_id,
        month=figure.month,
        municipality=figure.municipality_id,
        branch=figure.branch_id,
    )


def source_file(figure: Figure, person: Person) -> StoredFile | None:
    """The stored file that the figure was read from, if the person may see all its figures."""
    if not figure.source_sha256:
        return None
    figures = Figure.objects.filter(source_sha256=figure.source_sha256, replaced_at__isnull=True)
    if figures.exclude(pk__in=visible_figures(person).values("pk")).exists():
        return None
    return StoredFile.objects.filter(sha256=figure.source_sha256).first()


def derivation_files(figure: Figure) -> list[tuple[str, str, StoredFile | None]]:
    """Every file that a figure rests on: its use, its checksum, and its row if it is here."""
    checksums = figure.derivation.checksums if figure.derivation else {}
    files_by_checksum = StoredFile.objects.in_bulk(list(checksums.values()), field_name="sha256")
    return [(use, sha256, files_by_checksum.get(sha256)) for use, sha256 in checksums.items()]


def latest_population() -> dict[int, Figure]:
    """The newest standing population figure of each municipality, by its id."""
    figures = Figure.objects.filter(
        variable__code=POPULATION,
        month__isnull=True,
        municipality__isnull=False,
        replaced_at__isnull=True,
    ).order_by("year")
    return {figure.municipality_id: figure for figure in figures if figure.municipality_id}
