"""Items and the consortium's codes: what the library system calls control data."""

from collections.abc import Callable

from kimppa.marc.record import Field
from tests.catalogues.defects.tools import Change, Plant, Site, coded, drop_all, family, only


def _part(part: str, change: Change) -> Plant:
    """Change what an item's subfield holds, whatever the consortium's code for it."""

    def plant(site: Site) -> None:
        code = site.consortium.code_of(part)
        for one in site.fields(site.consortium.item_tag):
            for subfield in one.subfields:
                if subfield.code == code and (new := change(subfield.value)) != subfield.value:
                    subfield.value = new
                    return

    return plant


def _without(part: str) -> Plant:
    def plant(site: Site) -> None:
        code = site.consortium.code_of(part)
        for one in site.fields(site.consortium.item_tag):
            kept = [subfield for subfield in one.subfields if subfield.code != code]
            if 0 < len(kept) < len(one.subfields):
                one.subfields = kept
                return

    return plant


def _to(choose: Callable[[Site], str], part: str) -> Plant:
    """Put a code there that depends on the consortium."""

    def plant(site: Site) -> None:
        _part(part, lambda _: choose(site))(site)

    return plant


def _no_items(site: Site) -> None:
    drop_all(site.consortium.item_tag)(site)


def _barcode_twice(site: Site) -> None:
    """Two items with one barcode."""
    code = site.consortium.code_of("barcode")
    items = site.fields(site.consortium.item_tag)
    if len(items) > 1:
        first, second = items[0], items[1]
        _replace(second, code, first.get(code or "") or "")


def _replace(one: Field, code: str | None, value: str) -> None:
    for subfield in one.subfields:
        if subfield.code == code:
            subfield.value = value


def _shelf_elsewhere(site: Site) -> None:
    """A shelf that this department does not have."""
    at = site.consortium.code_of("department")
    for one in site.fields(site.consortium.item_tag):
        others = [d for d in site.consortium.departments if d.code != one.get(at or "")]
        if others:
            _replace(one, site.consortium.code_of("shelf"), others[-1].shelves[0])
            return


def _material(of: str) -> Plant:
    return _to(lambda site: site.consortium.materials.get(of, of), "material")


def _department(key: str) -> Plant:
    return _to(lambda site: site.consortium.department(key).code, "department")


DEFECTS = family(
    "items",
    {
        "no-items": only(lambda record: not record.control("006"), _no_items),
        "barcode-missing": _without("barcode"),
        "barcode-trailing-blank": _part("barcode", lambda value: f"{value.rstrip()} "),
        "barcode-too-long": _part("barcode", lambda value: f"{value}01"),
        "barcode-placeholder": _part("barcode", lambda value: "0" * len(value)),
        "barcode-letters": _part("barcode", lambda value: f"KONV{value[4:]}"),
        "barcode-twice": _barcode_twice,
        "class-missing": _without("class"),
        "class-trailing-blank": _part("class", lambda value: f"{value.rstrip()} "),
        "class-not-084": _part("class", lambda _: "69.99"),
        "class-letters": _part("class", lambda _: "OMA"),
        "mark-missing": _without("mark"),
        "unit-unknown": _part("unit", lambda _: "xyz"),
        "unit-in-capitals": _part("unit", str.upper),
        "unit-missing": _without("unit"),
        "department-unknown": _part("department", lambda _: "99"),
        "department-missing": _without("department"),
        "department-not-of-audience": only(coded("008", 22, "bj"), _department("adult")),
        "shelf-not-of-department": _shelf_elsewhere,
        "material-unknown": _part("material", lambda _: "XX"),
        "material-missing": _without("material"),
        "material-dvd-of-book": only(coded("LDR", 6, "a"), _material("dvd")),
        "material-book-of-disc": only(coded("LDR", 6, "gij"), _material("kirja")),
        "status-unknown": _part("status", lambda _: "Konversio"),
        "status-missing": _without("status"),
    },
)
