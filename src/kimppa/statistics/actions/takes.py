"""Files: uploaded, their names settled, taken into use, undone."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import Provenance, withdraw_figure
from kimppa.core.figures.models import Figure
from kimppa.core.files.actions import keep
from kimppa.core.permissions import Actor, require
from kimppa.statistics.actions.figures import require_open, store
from kimppa.statistics.board import PUBLISHED
from kimppa.statistics.grids import read_grids, told
from kimppa.statistics.looking import Looked, look, place_rows
from kimppa.statistics.models import Learned, Take
from kimppa.statistics.variables import catalogue

READER_VERSION = "1"
SOURCE_LENGTH = 500


@transaction.atomic
def upload(
    *,
    by: Actor,
    year: int,
    content: bytes,
    name: str,
    media_type: str,
    kind: str = Take.Kind.REPORT,
    system: str = "",
    sheet: int = 0,
    example: bool = False,
    source: str = "",
) -> Take:
    """Keep a file to be looked at. Raises SpreadsheetError for one that cannot be read."""
    require(by, Permission.MANAGE_CONSORTIUM)
    grids = read_grids(content)
    said = told(grids[min(sheet, len(grids) - 1)])
    made = Take(
        kind=kind,
        year=year,
        stored=keep(content, name=name, media_type=media_type),
        name=name[:255],
        sheet=min(sheet, len(grids) - 1),
        system=system.strip(),
        unit=said.unit,
        period_is_year=said.is_year(year),
        snapshot_days=said.snapshot_days(year),
        uploaded_at=clock.now(),
        uploaded_by=by.name,
        example=example,
        source=source,
    )
    made.full_clean(exclude=["recorded"])
    made.save()
    record(by=by, action="statistics.upload", obj=made)
    return made


@transaction.atomic
def settle(*, by: Actor, take: Take, choices: Mapping[str, str]) -> int:
    """Remember what names mean, for this file and all that follow; how many were new.

    An empty target leaves a name out. Raises ValidationError for what is no variable or place.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    known = place_rows({target for target in choices.values() if ":" in target})
    new = 0
    for key, target in choices.items():
        if target and target not in known and target not in catalogue():
            raise ValidationError(_("“%(target)s” is not known.") % {"target": target})
        row = Learned.objects.filter(key=key).first() or Learned(key=key, target="?")
        if row.target == target:
            continue
        row.target = target
        row.full_clean()
        row.save()
        record(by=by, action="statistics.learn", obj=row)
        new += 1
    return new


@transaction.atomic
def take_in(*, by: Actor, take: Take) -> list[Figure]:
    """Take a file's figures into use; the new ones. With any fault nothing is.

    Raises ValidationError for faults, a file in use, or a locked year; SpreadsheetError and
    OSError when the kept file cannot be read.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    if stored(take).in_use:
        raise ValidationError(_("The file is in use already."))
    looked = look(take)
    if not looked.fit:
        raise ValidationError(faults_told(looked))
    places = place_rows({one.place for one in looked.wanted})
    made: list[Figure] = []
    for year in sorted({one.year for one in looked.wanted}):
        require_open(year)
        values = {
            (places[one.place], one.variable): one.read for one in looked.wanted if one.year == year
        }
        made += store(by, year, values, provenance(take))
    change(
        take,
        by=by,
        action="statistics.take-in",
        taken_at=clock.now(),
        undone_at=None,
        recorded=[figure.pk for figure in made],
    )
    return made


def provenance(take: Take) -> Provenance:
    """Where the figures of a file come from."""
    published = take.kind == Take.Kind.PUBLISHED
    unit = f", {take.get_unit_display()}" if take.unit else ""
    said = take.source or f"{take.system or _('report')}: {take.name}{unit}"
    return Provenance(
        source=said[:SOURCE_LENGTH],
        sha256=take.stored.sha256,
        rule=PUBLISHED if published else "report",
        rule_version=READER_VERSION,
        example=take.example,
    )


def faults_told(looked: Looked) -> str:
    """The first faults of a file in words."""
    language = (get_language() or "fi")[:2]
    told = [
        f"{fault.address}: {fault.told(language)}" if fault.address else fault.told(language)
        for fault in looked.faults[:5]
    ]
    return " ".join(told) or _("The file gives no figures.")


@transaction.atomic
def undo(*, by: Actor, take: Take) -> int:
    """Take back every figure that a file brought; how many. What they replaced stands again.

    Raises ValidationError, undoing nothing, when a figure has been corrected since, when the
    file is not in use or the year is locked.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    row = stored(take)
    if not row.in_use:
        raise ValidationError(_("The file is not in use."))
    require_open(row.year)
    figures = list(Figure.objects.filter(pk__in=row.recorded).order_by("-pk"))
    for figure in figures:
        withdraw_figure(by=by, figure=figure)
    change(take, by=by, action="statistics.undo", undone_at=clock.now())
    return len(figures)
