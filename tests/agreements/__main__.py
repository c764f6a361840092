"""`python -m tests.agreements [FOLDER …]`: how papers with the truth beside each are read.

Without a folder the twenty of this one. `--more` prints what was not right.
"""

import sys
from pathlib import Path

from kimppa.agreement.reading import read_upload
from tests.agreements.judging import (
    FACTS,
    FOLDER,
    file_of,
    judge,
    judge_meaning,
    papers,
    truth_of,
    wrong_facts,
)

_COLUMNS = "{:36} {:9} {:>7} {:>5} {:>6} {:>9} {:>6} {:>7} {:>7}"
_HEAD = ("paper", "structure", "whole", "more", "asked", "topics", "wrong", "dues", "facts")


def main(arguments: list[str]) -> None:
    """Print a row for each paper and one for all."""
    folders = [Path(name).resolve() for name in arguments if not name.startswith("--")]
    folders = folders or [FOLDER / "first", FOLDER / "last"]
    print(_COLUMNS.format(*_HEAD))
    totals = [0] * 12
    for path in (path for folder in folders for path in papers(folder)):
        figures = _judge(path, more="--more" in arguments)
        _print(path.stem, figures)
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
    _print("all", totals)


def _print(name: str, figures: list[int]) -> None:
    right, count, whole, lines, extra, asked, topics, of, wrong, dues, all_dues, facts = figures
    structure = f"{right} of {count}" if count != 1 else ("right" if right else "wrong")
    cells = (f"{whole}/{lines}", extra, asked, f"{topics}/{of}", wrong, f"{dues}/{all_dues}")
    print(_COLUMNS.format(name, structure, *cells, f"{facts}/{count * FACTS}"))


def _judge(path: Path, *, more: bool) -> list[int]:
    truth, file = truth_of(path), file_of(path)
    reading = read_upload(file.read_bytes(), file.name)
    score, meaning = judge(reading.lines, truth), judge_meaning(truth)
    facts = wrong_facts(reading, truth)
    if more:
        for sign, texts in (
            ("heading", score.sections),
            ("place", score.misplaced),
            ("missed", score.missed),
            ("more", score.extra),
            ("fact", facts),
        ):
            for text in texts:
                print(f"    {sign}: {text}")
    return [
        score.structure, 1, score.whole, score.lines, len(score.extra), score.asked,
        meaning.topics_right, meaning.topics, meaning.topics_wrong,
        meaning.dues_right, meaning.dues, FACTS - len(facts),
    ]  # fmt: skip


main(sys.argv[1:])
