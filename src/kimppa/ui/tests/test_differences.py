"""What changed between two versions, as a reader is told of it."""

import pytest
from django.utils import translation

from kimppa.ui.differences import Difference, place, visible_differences


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("clauses › 1.1 › words", "Kohta 1.1, teksti"),
        ("clauses › 1.1 › state", "Kohta 1.1, tila"),
        ("clauses › 1.1 › sentences › 1 › text", ""),
        ("clauses › 1.1 › cells › 7", ""),
        ("clauses › 1.1 › count", ""),
        ("lead", "Alkusanat"),
        ("highlights › 2 › text", "Nosto 2, teksti"),
        ("actions › 2024-01 › goal", "Toimenpide 2024-01, tavoite"),
        ("actions › 2024-01 › steps › 2 › due", "Toimenpide 2024-01, vaihe 2, määräaika"),
        ("actions › 2024-01 › clauses › 1", "Toimenpide 2024-01, sopimuskohdat"),
        ("format", ""),
    ],
)
def test_a_place_is_told_in_words(path: str, words: str) -> None:
    with translation.override("fi"):
        assert place(path) == words


def test_only_what_stands_in_the_document_is_told() -> None:
    changes = [
        ("clauses › 1.1 › cells › 7", "", 1),
        ("clauses › 1.1 › state", "late", "done"),
        ("clauses › 1.1 › words", None, "Kaksi kirjausta."),
    ]
    with translation.override("fi"):
        rows = [
            Difference("Kohta 1.1, tila", "Myöhässä", "Tehty"),
            Difference("Kohta 1.1, teksti", "–", "Kaksi kirjausta."),
        ]
        assert visible_differences(changes) == (rows, 2)
        assert visible_differences(changes, 1) == (rows[:1], 2)


def test_a_document_of_an_unknown_kind_hides_nothing() -> None:
    with translation.override("fi"):
        assert visible_differences([("sheets › 981 › loans", 1000, 1250.5)]) == (
            [Difference("sheets › 981 › loans", "1\u00a0000", "1\u00a0250,5")],
            1,
        )
