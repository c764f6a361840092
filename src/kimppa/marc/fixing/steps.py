"""The building blocks of `[fix]`: each changes the place it is given, and nothing else."""

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Final, Protocol

from kimppa.marc.fixing.expressions import Expression
from kimppa.marc.fixing.functions import registry
from kimppa.marc.fixing.places import Place, Wording
from kimppa.marc.record import Field, Subfield, parse
from kimppa.marc.rules.spec import Spec
from kimppa.marc.rules.tags import Tags
from kimppa.marc.tables import is_control, tag_number
from kimppa.marc.translation import N_, Message, reason

CODES: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_MARK: Final = "\x1f"  # stands for $ in a text of the record: it begins no subfield


class Step(Protocol):
    """One change."""

    def __call__(self, place: Place) -> None:
        """Make it."""


class Target:
    """`tag` and `codes`: other texts than the one that was found."""

    def __init__(self, spec: Spec) -> None:
        self.tags: Tags | None = spec.tags("tag") if spec.has("tag") else None
        self.codes = spec.codes("codes")


class Replace:
    """`replace = { pattern, with }`: a regular expression (Python's) on the text."""

    def __init__(self, spec: Spec) -> None:
        self.target = Target(spec)
        self.pattern = Expression(spec)
        self.wording = Wording(spec, "with")
        for text in self.wording.texts.values():
            self.pattern.try_out(text)

    def __call__(self, place: Place) -> None:
        text = self.wording.template(place)
        for holder in place.texts(self.target.tags, self.target.codes):
            if text is not None:
                holder.value = self.pattern.replaced(holder.value, text)


class Set:
    """`set = { value }`, or `set = { map }` by what the text is now."""

    def __init__(self, spec: Spec) -> None:
        self.target = Target(spec)
        self.wording = wordings(spec)

    def __call__(self, place: Place) -> None:
        for holder in place.texts(self.target.tags, self.target.codes):
            new_text = self.wording(holder.value, place)
            if new_text is not None:
                holder.value = new_text


class Position:
    """`position = { tag, at, value }` or `{ tag, at, length, map }`: fixed positions."""

    def __init__(self, spec: Spec) -> None:
        self.tag = spec.text("tag")
        if self.tag != "LDR" and not is_control(tag_number(spec.tag("tag"))):
            raise spec.wrong("tag", N_("write LDR or a control field, such as 008"))
        self.at = spec.number("at")
        self.wording = wordings(spec)
        fallback = len(spec.text("value")) if isinstance(spec.table.get("value"), str) else 1
        self.length = spec.number("length", fallback, least=1)

    def __call__(self, place: Place) -> None:
        """Write the new characters over the old ones; texts too short are left alone."""
        if self.tag == "LDR":
            place.record.leader = self._changed(place.record.leader, place)
            return
        place_field = place.field if place.field and place.field.tag == self.tag else None
        for field in [place_field] if place_field else place.record.all(self.tag):
            field.value = self._changed(field.value, place)

    def _changed(self, text: str, place: Place) -> str:
        end = self.at + self.length
        new_text = self.wording(text[self.at : end], place) if len(text) >= end else None
        if new_text is None:
            return text
        return (
            text[: self.at]
            + new_text.replace("#", " ").ljust(self.length)[: self.length]
            + text[end:]
        )


class Delete:
    """`delete = "subfield"`, `"field"`, or `{ tag, codes }`."""

    def __init__(self, spec: Spec) -> None:
        self.what = spec.one_of("what", ["subfield", "field", "codes"], "codes")
        self.target = Target(spec)

    def __call__(self, place: Place) -> None:
        if self.what == "subfield":
            if place.field and place.subfield:
                place.remove_subfield(place.field, place.subfield)
            return
        for field in place.fields(self.target.tags):
            if self.what == "field" or not self.target.codes:
                place.remove(field)
                continue
            for sub in [sub for sub in field.subfields if sub.code in self.target.codes]:
                place.remove_subfield(field, sub)


class Indicator:
    """`indicator1 = "4"`: of the found field, or `{ tag, value }` of others; `#` is a blank."""

    def __init__(self, spec: Spec, place: int) -> None:
        self.place = place
        self.tags: Tags | None = spec.tags("tag") if spec.has("tag") else None
        self.value = spec.indicators("value", 1)

    def __call__(self, place: Place) -> None:
        for field in place.fields(self.tags):
            signs = list(field.indicators.ljust(2)[:2])
            signs[self.place] = self.value
            field.indicators = "".join(signs)


class AddField:
    """`add = { tag, indicators, subfields }`: a new field, unless the same is there."""

    def __init__(self, spec: Spec) -> None:
        self.tag = spec.tag("tag")
        self.indicators = spec.indicators("indicators", 2, "##")
        self.wording = Wording(spec, "subfields")
        for text in self.wording.texts.values():
            try:
                if "\n" in text:
                    raise ValueError(N_("write one line"))
                field = self._field(text)
            except ValueError as wrong:
                raise spec.wrong("subfields", reason(wrong)) from wrong
            if not all(subfield.code in CODES for subfield in field.subfields):
                raise spec.wrong("subfields", N_("write subfield codes a–z or 0–9, such as $a"))
            if not field.control and not field.subfields:
                raise spec.wrong("subfields", N_("write a subfield, such as $aText"))

    def __call__(self, place: Place) -> None:
        text = self.wording.text(place, _MARK)
        if text is not None and (new_field := self._field(text)) not in place.record.fields:
            place.record.add(new_field)

    def _field(self, text: str) -> Field:
        """A field of a text: subfields with `$a`, or a control field's text."""
        (field,) = parse(f"{self.tag} {self.indicators} {text}").fields
        field.value = field.value.replace(_MARK, "$")
        for subfield in field.subfields:
            subfield.value = subfield.value.replace(_MARK, "$")
        return field


class AddSubfield:
    """`add = { code, value, after }`: a new subfield in the found field, unless it is there."""

    def __init__(self, spec: Spec) -> None:
        self.code = spec.code("code")
        self.wording = Wording(spec, "value")
        self.after = spec.codes("after")
        self.first = spec.yes("first", default=False)

    def __call__(self, place: Place) -> None:
        """Add it after the last one of the codes of `after`, else at the end."""
        text = self.wording.text(place)
        if text is None or place.field is None:
            return
        new_subfield = Subfield(self.code, text)
        subfields = place.field.subfields
        if new_subfield in subfields:
            return
        positions = [n for n, subfield in enumerate(subfields) if subfield.code in self.after]
        end = 0 if self.first else len(subfields)
        subfields.insert(positions[-1] + 1 if positions else end, new_subfield)


class Move:
    """`move = { code }` recodes what was found; `{ tag, indicators, code }` makes it a field."""

    def __init__(self, spec: Spec) -> None:
        self.tag = spec.tag("tag") if spec.has("tag") else ""
        self.indicators = spec.indicators("indicators", 2) if spec.has("indicators") else ""
        self.code = spec.code("code") if spec.has("code") or not self.tag else ""
        self.whole = spec.yes("whole", default=False)

    def __call__(self, place: Place) -> None:
        """Move it, or the whole field when a field was found."""
        if place.field is None:
            return
        if place.subfield is None or self.whole:
            self._field(place, place.field)
        elif not self.tag:
            place.subfield.code = self.code or place.subfield.code
        elif not is_control(tag_number(self.tag)):  # it has no subfields
            subfield = Subfield(self.code or place.subfield.code, place.subfield.value)
            place.remove_subfield(place.field, place.subfield)
            place.record.add(Field(self.tag, "", self.indicators or "  ", [subfield]))

    def _field(self, place: Place, field: Field) -> None:
        if not self.tag or is_control(tag_number(self.tag)) != field.control:
            return
        place.remove(field)
        field.tag = self.tag
        field.indicators = self.indicators or field.indicators
        place.record.add(field)


class Function:
    """`function = "name"` or `{ name, … }`: a named function of `fixing/functions/`."""

    def __init__(self, spec: Spec) -> None:
        name = spec.text("name")
        function = registry.functions().get(name)
        if function is None:
            raise spec.wrong(
                "name",
                Message(
                    "no function {name}: {known}",
                    name=repr(name),
                    known=", ".join(registry.functions()),
                ),
            )
        self.function = function
        parameters = list(signature(function).parameters.values())[1:]
        for parameter in parameters:
            if parameter.default is parameter.empty and not spec.has(parameter.name):
                raise spec.wrong(
                    parameter.name, Message("the function {name} needs it", name=repr(name))
                )
        self.parameters = {
            declared.name: Expression(spec, declared.name)
            if declared.annotation is Expression
            else spec.raw(declared.name)
            for declared in parameters
            if spec.has(declared.name)
        }

    def __call__(self, place: Place) -> None:
        self.function(place, **self.parameters)


def wordings(spec: Spec) -> Callable[[str, Place], str | None]:
    """A new text for an old one: `value`, what `map` has for it, or `with` where it matches."""
    if spec.has("pattern"):
        pattern, replacement = Expression(spec), Wording(spec, "with")
        return lambda old_text, place: replacement.text(place) if pattern.whole(old_text) else None
    if not spec.has("map"):
        wording = Wording(spec, "value")
        return lambda old_text, place: wording.text(place)
    map_spec = spec.below("map")
    mapped: Mapping[str, Wording] = {key: Wording(map_spec, key) for key in map_spec.table}
    return lambda old_text, place: mapped[old_text].text(place) if old_text in mapped else None


def _add(spec: Spec) -> Step:
    return AddField(spec) if spec.has("tag") else AddSubfield(spec)


STEPS: Final[Mapping[str, tuple[Callable[[Spec], Step], str]]] = {
    # The block, and the key that a plain text stands for.
    "replace": (Replace, "pattern"),
    "set": (Set, "value"),
    "position": (Position, "tag"),
    "delete": (Delete, "what"),
    "indicator1": (lambda spec: Indicator(spec, 0), "value"),
    "indicator2": (lambda spec: Indicator(spec, 1), "value"),
    "add": (_add, "value"),
    "move": (Move, "code"),
    "function": (Function, "name"),
}
