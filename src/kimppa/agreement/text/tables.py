"""What the tables of a paper hold: tasks, prices or something that has to be asked. Pure."""

import re
from collections.abc import Sequence

from kimppa.agreement.text.layout.pieces import Piece
from kimppa.agreement.text.verdicts import has_money

HEAD, TASKS, PRICE, UNCLEAR = "head", "tasks", "price", ""
_LONGEST_HEAD = 50
_TASK = re.compile(
    r"tehtäv|työ\b|palvelu|toimenpi|asia|raport|mitä|uppgift|arbete|vad|åtgärd|ärende|rapport"
    r"|task|what|aihe|kohde|tuotos|tjänst|ämne|kurs|opinto|toiminto|velvoi",
    re.IGNORECASE,
)
_DOER_OR_DAY = re.compile(
    r"vastuu|vastaa|tekijä|kuka|hoitaa|määräai|viimeistään|ajankoh|milloin|aikataul|valmiina"
    r"|ansvar|vem|tidpunkt|när|senast|utförs|responsib|due|who|when|toteutta|järjestä|usein|ofta",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"hinta|euro|€|maksu|osuus|pris|andel|avgift|kostnad|kustann|price|alv|moms", re.IGNORECASE
)
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.|mennessä|senast \d")


def kinds_of_rows(pieces: Sequence[Piece]) -> dict[int, str]:
    """For each row of a table, by its position, what it is."""
    kinds: dict[int, str] = {}
    run: list[int] = []
    for index, piece in enumerate([*pieces, Piece()]):
        if piece.aside:
            continue
        if piece.cells:
            run.append(index)
            continue
        if run:
            kinds |= _kinds_of(run, pieces)
        run = []
    return kinds


def _kinds_of(run: Sequence[int], pieces: Sequence[Piece]) -> dict[int, str]:
    """A run of rows: its head, then what its columns are."""
    head = " | ".join(pieces[run[0]].cells)
    has_head = _is_head(pieces[run[0]].cells)
    body_rows = run[1:] if has_head else run
    with_money = sum(1 for index in body_rows if has_money(" ".join(pieces[index].cells)))
    is_price = has_head and _PRICE.search(head) and not _DOER_OR_DAY.search(head)
    kind = TASKS if has_head else UNCLEAR
    if is_price or with_money * 2 > len(body_rows):
        kind = PRICE
    return dict.fromkeys(body_rows, kind) | ({run[0]: HEAD} if has_head else {})


def _is_head(cells: Sequence[str]) -> bool:
    head = " | ".join(cells)
    if any(len(cell) >= _LONGEST_HEAD for cell in cells) or _DAY.search(head):
        return False
    return bool(_DOER_OR_DAY.search(head) or _PRICE.search(head) or _TASK.search(cells[0]))
