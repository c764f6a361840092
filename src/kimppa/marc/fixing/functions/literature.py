"""The code of literary form, where class and genre agree on it."""

import re
from typing import Final

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Field

_AT: Final = 33  # in 008 of books
_CLASS: Final = re.compile(r"8([234])(\.|$)")
# MARC 21, 008/33: f novels, j short stories, p poetry, d drama, 1 fiction of any kind.
_BY_CLASS: Final = {"2": "p", "3": "d", "4": "1"}  # YKL
_BY_GENRE: Final = {
    "romaanit": "f", "romaner": "f", "novellit": "j", "noveller": "j",
    "runot": "p", "dikter": "p", "näytelmät": "d", "skådespel": "d",
    "kaunokirjallisuus": "1", "skönlitteratur": "1",
}  # fmt: skip


@function
def literary_form(place: Place) -> None:
    """Code 008/33 as class and genre say, if both are of fiction and say one thing; where one of
    them says so alone, or they differ, a person must look."""
    matches = (
        _CLASS.match(field.get("a") or "")
        for field in place.record.all("084")
        if field.get("2") == "ykl"
    )
    by_class = {_BY_CLASS[match[1]] for match in matches if match}
    by_genre = {_by_genre(field) for field in place.record.all("655")} - {""}
    narrow = (by_class | by_genre) - {"1"}
    if by_class and by_genre and len(narrow) <= 1:
        for field in place.record.all("008"):
            field.value = field.value[:_AT] + min(narrow, default="1") + field.value[_AT + 1 :]


def _by_genre(field: Field) -> str:
    return _BY_GENRE.get((field.get("a") or "").rstrip(". ").lower(), "")
