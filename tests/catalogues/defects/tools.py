"""What defects are made of: small changes of a record that others put together.

A plant changes the record at hand, or leaves it alone when the record has nothing to break.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from kimppa.marc.record import Field, Record, Subfield, parse
from tests.catalogues.consortium import Consortium


@dataclass(frozen=True, slots=True)
class Site:
    """Where a defect is planted: the record, and what else a plant may need."""

    record: Record
    random: Random
    consortium: Consortium
    other: Record | None = None  # another record of the same catalogue

    def fields(self, tags: str) -> list[Field]:
        """The fields with one of these tags ("100 700"), in random order."""
        found = list(self.record.all(*tags.split()))
        self.random.shuffle(found)
        return found


Plant = Callable[[Site], None]
Change = Callable[[str], str]
Test = Callable[[Record], bool]


@dataclass(frozen=True, slots=True)
class Defect:
    """A kind of defect: its name, the family it belongs to, and how it is planted."""

    kind: str
    family: str
    plant: Plant


def family(name: str, plants: dict[str, Plant]) -> tuple[Defect, ...]:
    """The defects of a family."""
    return tuple(Defect(kind, name, plant) for kind, plant in plants.items())


def text(tags: str, codes: str, change: Change) -> Plant:
    """Change one subfield's text, the first that the change does something to."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            for subfield in one.subfields:
                if subfield.code in codes and (new := change(subfield.value)) != subfield.value:
                    subfield.value = new
                    return

    return plant


def last(tags: str, change: Change, but: str = "0123456789") -> Plant:
    """Change the last subfield's text of a field, control subfields left out."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            texts = [subfield for subfield in one.subfields if subfield.code not in but]
            if texts and (new := change(texts[-1].value)) != texts[-1].value:
                texts[-1].value = new
                return

    return plant


def before(tags: str, code: str, change: Change) -> Plant:
    """Change the text that stands before a subfield with this code."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            pairs = zip(one.subfields, one.subfields[1:], strict=False)
            for first, second in pairs:
                if second.code == code and (new := change(first.value)) != first.value:
                    first.value = new
                    return

    return plant


def control(tag: str, change: Change) -> Plant:
    """Change a control field's text, or the leader's (LDR)."""

    def plant(site: Site) -> None:
        if tag == "LDR":
            site.record.leader = change(site.record.leader)
        elif found := site.record.first(tag):
            found.value = change(found.value)

    return plant


def position(tag: str, at: int, codes: str) -> Plant:
    """Write codes from a position of a control field or the leader on."""

    def change(value: str) -> str:
        end = at + len(codes)
        return value[:at] + codes + value[end:] if len(value) >= end else value

    return control(tag, change)


def indicator(tags: str, which: int, value: str, of: str = "") -> Plant:
    """Set an indicator, of a field where it is one of `of` if that is given."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            old = one.indicators[which - 1]
            if old != value and (not of or old in of):
                both = list(one.indicators)
                both[which - 1] = value
                one.indicators = "".join(both)
                return

    return plant


def drop(tags: str, which: Callable[[Field], bool] | None = None) -> Plant:
    """Take one field away; `which` says which may go."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            if which is None or which(one):
                remove(site.record, one)
                return

    return plant


def drop_all(tags: str) -> Plant:
    """Take all fields with these tags away."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            remove(site.record, one)

    return plant


def remove(record: Record, gone: Field) -> None:
    """Take this very field away, not one that is like it."""
    record.fields = [one for one in record.fields if one is not gone]


def strip(tags: str, codes: str) -> Plant:
    """Take the subfields with these codes out of one field that has other subfields too."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            kept = [subfield for subfield in one.subfields if subfield.code not in codes]
            if 0 < len(kept) < len(one.subfields):
                one.subfields = kept
                return

    return plant


def add(line: str, *, unless: str = "") -> Plant:
    """Add a field, given in the line format; not where there is one with the tag `unless`."""
    new = parse(line).fields[0]

    def plant(site: Site) -> None:
        if unless and site.record.first(unless):
            return
        if new not in site.record.all(new.tag):
            site.record.add(new.copy())

    return plant


def insert(tags: str, code: str, value: str, *, after: str = "a") -> Plant:
    """Put a subfield after the one with the code `after`, in a field that has no such subfield."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            codes = [subfield.code for subfield in one.subfields]
            if after in codes and code not in codes:
                one.subfields.insert(codes.index(after) + 1, Subfield(code, value))
                return

    return plant


def double(tags: str, change: Callable[[Field], None] | None = None) -> Plant:
    """Put a field there twice, the copy changed."""

    def plant(site: Site) -> None:
        for one in site.fields(tags):
            copy = one.copy()
            if change:
                change(copy)
            site.record.fields.insert(site.record.fields.index(one) + 1, copy)
            return

    return plant


def retag(tag: str, new: str, indicators: str | None = None) -> Plant:
    """Give a field another tag (and indicators)."""

    def plant(site: Site) -> None:
        for one in site.fields(tag):
            remove(site.record, one)
            moved = one.copy()
            moved.tag = new
            moved.indicators = moved.indicators if indicators is None else indicators
            site.record.add(moved)
            return

    return plant


def only(test: Test, plant: Plant) -> Plant:
    """Plant it in such records only."""

    def guarded(site: Site) -> None:
        if test(site.record):
            plant(site)

    return guarded


def both(*plants: Plant) -> Plant:
    """Plant all of these; for a defect that takes more than one change."""

    def plant(site: Site) -> None:
        for one in plants:
            one(site)

    return plant


def has(tags: str) -> Test:
    """Whether the record has fields with all of these tags."""
    return lambda record: all(record.first(tag) for tag in tags.split())


def lacks(tags: str) -> Test:
    """Whether the record has no field with any of these tags."""
    return lambda record: not any(record.first(tag) for tag in tags.split())


def has_code(tag: str, code: str, text: str = "") -> Test:
    """Whether a field with the tag has a subfield with the code (whose text has this in it)."""
    return lambda record: any(text in value for one in record.all(tag) for value in one.all(code))


def every(*tests: Test) -> Test:
    """Whether all of these are true."""
    return lambda record: all(test(record) for test in tests)


def coded(tag: str, at: int, codes: str) -> Test:
    """Whether the record has one of these codes at a position of a control field or LDR."""

    def test(record: Record) -> bool:
        value = record.leader if tag == "LDR" else record.control(tag)
        return value[at : at + 1] in codes and len(value) > at

    return test


def swap(old: str, new: str) -> Change:
    """Replace the first `old` by `new`."""
    return lambda value: value.replace(old, new, 1)


def ending(old: str, new: str) -> Change:
    """Replace `old` at the end by `new`; nothing where the text ends otherwise."""
    return lambda value: value[: len(value) - len(old)] + new if value.endswith(old) else value


def starting(old: str, new: str) -> Change:
    """Replace `old` at the start by `new`; nothing where the text starts otherwise."""
    return lambda value: new + value[len(old) :] if value.startswith(old) else value


def into(new: str) -> Change:
    """Replace all of the text."""
    return lambda _: new


def amid(piece: str) -> Change:
    """Put a piece into the middle of the text, unless it has it."""

    def change(value: str) -> str:
        half = len(value) // 2
        return value if piece in value else value[:half] + piece + value[half:]

    return change
