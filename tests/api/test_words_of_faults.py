"""What shapes of the API refuse is told in the caller's language, whatever is sent."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from ninja import Schema
from pydantic import BaseModel, ValidationError

from kimppa.config.api.openapi import document
from kimppa.ui import api
from kimppa.ui.api.problems import misread

BAD: tuple[object, ...] = (
    None, "", "x", "\0", "999", "nan", "x" * 200_001, 5, -1, 0, 10**30, 1.5, True,
    "1.123456789123", "12345678901234567890123", "ftp://x", "https://" + "x" * 3_000,
    "2025-13-40", "2025-01-14T25:00", "2025-01-14T12:00:00", "0001-01-01T00:00:00+14:00",
    "1800-01-01", {}, {"x" * 300: 1}, {f"k{number}": 1 for number in range(200)}, ["999"] * 1_000,
)  # fmt: skip


def shapes(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The shapes of requests, of every room."""
    for shape in base.__subclasses__():
        if shape.__module__.startswith("kimppa."):
            yield shape
        yield from shapes(shape)


def faults() -> Iterator[tuple[str, dict[str, object]]]:
    """(shape, fault) for what is wrong in each field."""
    for shape in {*shapes(api.In), *shapes(Schema)}:
        for name in (*shape.model_fields, "unknown"):
            for bad in (value for plain in BAD for value in (plain, [plain], {"a": plain})):
                try:
                    shape.model_validate({name: bad})
                except ValidationError as error:
                    for fault in error.errors(include_url=False, include_input=False):
                        yield shape.__name__, dict(fault)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_fault_of_a_shape_is_told_in_english(language: str) -> None:
    document()  # every room's shapes are read
    kinds = {(fault["type"], str(fault.get("ctx"))): fault for _shape, fault in faults()}
    assert {"missing", "too_long", "url_scheme", "literal_error"} <= {kind for kind, _ in kinds}
    for fault in kinds.values():
        with translation.override("en"):
            english = misread([fault]).text
        with translation.override(language):
            own = misread([fault]).text
        detail, detail_own = (text.rpartition('"detail":')[2] for text in (english, own))
        assert detail_own != detail, fault
        assert str(fault["msg"]) not in own, fault
        assert " or " not in own, fault
