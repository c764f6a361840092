"""The report's last page: the year by month, what its names are, where its figures come from."""

from collections.abc import Iterable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kimppa.core.releases.facts import Stamp
from kimppa.documents import numbers
from kimppa.documents.blocks import Block, Column, bullets, heading, paragraph, table
from kimppa.report.content import Content, Part
from kimppa.report.document.front import pick, standing_of
from kimppa.report.facts import ServiceFact

_MONTHS = range(1, 13)


def annex(content: Content, stamp: Stamp) -> Iterator[Block]:
    """The blocks of the last page."""
    if content.parts:
        yield heading(_("Annex: work by month"))
        yield _matrix(content)
    if content.services:
        yield heading(_("What the names are"))
        yield bullets(*_services(content.services))
    sources = [figure.source for figure in pick(content.figures) if figure.source]
    if sources:
        yield heading(_("Where the figures come from"))
        yield bullets(*sources)
    if not content.cost:
        yield paragraph(
            _("The agreement's price is not recorded, so this report does not tell the cost.")
        )
    yield paragraph(provenance(stamp), voice="quiet")


def _services(services: Iterable[ServiceFact]) -> list[str]:
    """By what they are, such as "Library system: Mikromarc (Axiell), Quria (Axiell)."."""
    names_by_kind: dict[str, list[str]] = {}
    for service in services:
        maker = f" ({service.vendor})" if service.vendor else ""
        names_by_kind.setdefault(service.kind, []).append(service.name + maker)
    return [f"{kind}: {', '.join(names)}." for kind, names in names_by_kind.items()]


def _matrix(content: Content) -> Block:
    """A row for each line; the time before and after the year only where something was done."""
    lines = [part.clause.cells for part in content.parts]
    has_year_before, has_year_after = (any(cells[n] for cells in lines) for n in (0, -1))
    titles = [numbers.month_name(month, content.language, short=True) for month in _MONTHS]
    columns = [
        Column(_("Line"), weight=4.4),
        *([Column(str(content.year - 1), "center")] if has_year_before else []),
        *(Column(title, "center", weight=0.9) for title in titles),
        *([Column(str(content.year + 1), "center", weight=1.1)] if has_year_after else []),
        Column(_("State"), weight=2.6),
    ]
    window = slice(0 if has_year_before else 1, 14 if has_year_after else 13)
    table_rows = [(_name(part), *part.clause.cells[window], _state(part)) for part in content.parts]
    caption = _(
        "How many pieces of work were recorded in each month; 4/5 is how many of the days or "
        "municipalities that it concerns are done. * = recorded by hand only."
    )
    return table(caption, columns, table_rows, dense=True)


def _name(part: Part) -> str:
    return f"{part.clause.number} {part.clause.name or part.clause.text}"


def _state(part: Part) -> str:
    word = standing_of(part.clause)
    return f"{word} *" if part.clause.handwritten_only else word


def provenance(stamp: Stamp) -> str:
    """Where the document comes from: version, day, checksum of the facts."""
    day = date_format(stamp.date, "SHORT_DATE_FORMAT")
    if stamp.draft:
        return _("Draft of %(date)s. It has not been frozen or delivered.") % {"date": day}
    text = _(
        "Version %(version)d, frozen on %(date)s. SHA-256 checksum of the facts: %(sha256)s"
    ) % {"version": stamp.version, "date": day, "sha256": stamp.sha256}
    if stamp.reason:
        text += "\n" + _("Reason for the new version: %(reason)s") % {"reason": stamp.reason}
    return text
