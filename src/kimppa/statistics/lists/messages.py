"""What codes and columns of lists may mean, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.imports.places import COMMON
from kimppa.statistics.lists import codes
from kimppa.statistics.lists.gaps import Gap
from kimppa.statistics.lists.leftout import LeftOut

type Text = str | Promise
MOST_NAMES = 4

FIELDS: Mapping[str, Text] = {
    "code-type": gettext_lazy("Type of material"),
    "code-location": gettext_lazy("Location"),
    "code-branch": gettext_lazy("Branch"),
    "code-group": gettext_lazy("Group of customers"),
    "code-status": gettext_lazy("Status of the item"),
    "code-kind": gettext_lazy("Event"),
    "column-items": gettext_lazy("Heading in the list of items"),
    "column-loans": gettext_lazy("Heading in the list of loans"),
    "place": gettext_lazy("Name of a place"),
}
TABLES: Mapping[str, Text] = {
    "items": gettext_lazy("List of items"),
    "loans": gettext_lazy("List of loans"),
}
ACCEPTABLE: Mapping[str, Text] = {
    "items-acquired": gettext_lazy(
        "Items without a true day of acquisition: in the collection, not in the acquisitions"
    ),
    "items-withdrawn": gettext_lazy("Items without a true day of withdrawal: not withdrawn"),
    "items-item": gettext_lazy("Items that stand twice in the list: counted once"),
    "loans-at": gettext_lazy("Loans without a true day: not counted"),
    "loans-item": gettext_lazy(
        "Loans of items that the list lacks, such as purged ones: counted as other material"
    ),
}
"""What may be accepted, and what is then done with it."""
MEASURES: Mapping[str, Text] = {
    "KOK": gettext_lazy("Collections"),
    "HAN": gettext_lazy("Acquisitions"),
    "LAI": gettext_lazy("Loans"),
    "HAN+KOK+LAI": gettext_lazy("Several of these"),
}
MEANINGS: Mapping[str, Text] = {
    "books": gettext_lazy("Books: by language, call number and location"),
    "scores": gettext_lazy("Scores"),
    "recordings": gettext_lazy("Sound recordings: music by call number 78"),
    "video": gettext_lazy("Video recordings"),
    "other": gettext_lazy("Other material"),
    "celia": gettext_lazy("Celia's discs: other sound recordings"),
    "serials": gettext_lazy("Newspapers and magazines: in loans only"),
    "electronic": gettext_lazy("E-material: not counted here"),
    "excluded": gettext_lazy("Not counted"),
    "adult": gettext_lazy("Adults"),
    "child": gettext_lazy("Children"),
    "counted": gettext_lazy("Counted"),
    "not-counted": gettext_lazy("Not in the collection"),
    "interlibrary": gettext_lazy("Interlibrary loans"),
    "loan": gettext_lazy("First loan"),
    "renewal": gettext_lazy("Renewal"),
}
COLUMNS: Mapping[str, Text] = {
    "item": gettext_lazy("Item"),
    "branch": gettext_lazy("Branch"),
    "type": gettext_lazy("Type of material"),
    "location": gettext_lazy("Location"),
    "call_number": gettext_lazy("Call number"),
    "language": gettext_lazy("Language (008/35–37)"),
    "language_041": gettext_lazy("Language (041)"),
    "acquired": gettext_lazy("Acquired on"),
    "withdrawn": gettext_lazy("Withdrawn on"),
    "status": gettext_lazy("Status of the item"),
    "kind": gettext_lazy("Event"),
    "at": gettext_lazy("Lent on"),
    "borrower": gettext_lazy("Borrower"),
    "group": gettext_lazy("Group of customers"),
}


def field_name(head: str) -> str:
    """What a key is of, by its head: a field, a list, or a report of some measure."""
    kind, _dash, measure = head.partition("-")
    if kind != "variable":
        return str(FIELDS.get(head, head))
    if not measure:
        return _("Name in a report")
    measure_names = ", ".join(str(MEASURES.get(part, part)) for part in measure.split("+"))
    return _("Name in a report: %(counted)s") % {"counted": measure_names}


def column_called(table: str, column: str) -> str:
    """The name of a column, with some of what lists usually call it."""
    usual_names = ", ".join(codes.usual_names(table, column)[:MOST_NAMES])
    if not usual_names:
        return str(COLUMNS[column])
    return _("%(column)s (such as %(usual)s)") % {"column": COLUMNS[column], "usual": usual_names}


def gap_text(gap: Gap) -> str:
    """A code without a meaning: which list and column, and how many rows have it."""
    return _("%(list)s, %(column)s “%(code)s” (rows: %(rows)d)") % {
        "list": TABLES[gap.table],
        "column": COLUMNS[gap.field],
        "code": gap.code or _("(empty)"),
        "rows": gap.rows,
    }


def accepted_text(accepted: Mapping[str, int]) -> str:
    """What was accepted, and how many rows of it; empty for nothing."""
    return "; ".join(f"{ACCEPTABLE[key]} ({rows})" for key, rows in accepted.items())


def left_out_text(row: LeftOut) -> str:
    """What is left out by a code, and of how many rows."""
    column = str(COLUMNS[row.field])
    if row.code:
        column = _("%(column)s “%(code)s”") % {"column": column, "code": row.code}
    return _("%(list)s, %(column)s: %(meaning)s (rows: %(rows)d)") % {
        "list": TABLES[row.table],
        "column": column,
        "meaning": MEANINGS[row.meaning] if row.meaning else _("left out"),
        "rows": row.rows,
    }


def choices_of(field: str) -> list[tuple[str, str]]:
    """What a code of a field may mean."""
    return [(meaning, str(MEANINGS[meaning])) for meaning in codes.MEANINGS.get(field, ())]


def target_name(target: str, names: Mapping[str, str]) -> str:
    """A meaning in words; `names` are of places and variables."""
    if not target:
        return _("left out")
    if target == COMMON:
        return _("common to all")
    return names.get(target) or str(MEANINGS.get(target) or COLUMNS.get(target) or target)
