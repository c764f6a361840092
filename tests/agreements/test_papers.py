"""Twenty agreements in other shapes than the demo's are read as a person reads them."""

import pytest

from kimppa.agreement.reading import read_upload
from tests.agreements.judging import (
    Score,
    file_of,
    judge,
    judge_meaning,
    papers,
    truth_of,
    wrong_facts,
)

# What a person has to mend in the preview: (paper, headings and places, lines missed, lines more).
MENDED_BY_HAND = {
    "02": (0, 0, 1),  # whose the software is
    "06": (0, 1, 0),  # an adult is present: said as what is, asked
    "09": (0, 0, 1),  # background under a heading of its own words
    "17": (0, 0, 2),  # who sits on the board, and who was moved to whose service
}


def score_of(path) -> Score:
    file = file_of(path)
    return judge(read_upload(file.read_bytes(), file.name).lines, truth_of(path))


PAPERS = [*papers("first"), *papers("last")]


def test_papers_that_nobody_had_seen_are_read_alike():
    scores = [score_of(path) for path in papers("later")]
    assert len(scores) == 6
    assert all(score.structure for score in scores)
    assert sum(score.whole for score in scores) >= 0.95 * sum(score.lines for score in scores)
    assert sum(len(score.extra) for score in scores) <= 5


@pytest.mark.parametrize("path", papers("kinds"), ids=lambda path: path.stem)
def test_costs_with_duties_and_sentences_with_their_own_days(path):
    truth, file = truth_of(path), file_of(path)
    reading = read_upload(file.read_bytes(), file.name)
    score, meaning = judge(reading.lines, truth), judge_meaning(truth)
    assert (score.structure, score.missed, score.extra) == (True, [], [])
    assert (meaning.topics_right, meaning.topics_wrong) == (meaning.topics, 0)
    assert wrong_facts(reading, truth) == []


def test_each_topic_of_a_line_has_its_own_time():
    meanings = [judge_meaning(truth_of(path)) for path in papers("kinds")]
    # "Yearly" of a review is the year's last day, and a closing of accounts is of the year itself.
    assert sum(meaning.dues - meaning.dues_right for meaning in meanings) <= 3


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_headings_and_obliging_lines(path):
    score = score_of(path)
    wrong = (
        len(score.sections) + len(score.misplaced),
        len(score.missed),
        len(score.extra),
    )
    allowed = MENDED_BY_HAND.get(path.stem[:2], (0, 0, 0))
    assert all(have <= may for have, may in zip(wrong, allowed, strict=True)), score


def test_structure_is_right_in_eighteen_of_twenty():
    scores = [score_of(path) for path in PAPERS]
    assert len(scores) == 20
    assert sum(score.structure for score in scores) >= 18


def test_of_a_hundred_obliging_lines_ninety_five_come_whole_and_alone():
    scores = [score_of(path) for path in PAPERS]
    assert sum(score.whole for score in scores) >= 0.95 * sum(score.lines for score in scores)
