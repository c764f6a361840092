"""Which of two languages a line of the paper is written in. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kimppa.agreement.text.layout.lines import Layout, Line

OTHER_LANGUAGE = "other-language"
FINNISH, SWEDISH = "fi", "sv"
_SHARE = 0.2
_FEWEST = 4
_LONGEST_PAIR = 100
_FINNISH_WORDS = """
ja on sekä että tai se joka jotka ovat mukaan kunnan kunta kuntien kaupunki kaupungin kirjasto
kirjaston kirjastot kirjastojen sopimus sopimuksen vuoden vuodessa mennessä kunnat osapuolet
yhteinen yhteisen liite kukin myös ei vuosittain tämä tämän jos
"""
_SWEDISH_WORDS = """
och är som att av för med den det en ett i på till om eller ska skall inte enligt kommun kommunen
kommunerna stad staden bibliotek biblioteket biblioteken avtal avtalet avtalets året parterna
bilaga gemensamma gemensam varje även årligen detta denna senast
"""
_COMMON = {
    FINNISH: frozenset(_FINNISH_WORDS.split()),
    SWEDISH: frozenset(_SWEDISH_WORDS.split()),
}
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\b")
_WORD = re.compile(r"[^\W\d_]+")
_FINNISH_SIGNS = re.compile(
    r"aa|ää|yy|öö|uu|ee|oo|uo|yö|äy|öi|ie|eu|au|oi|ai|ui|kk|hd|ht|ks(?!$)|ts(?!$)|nsä|nsa"
    r"|(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|nen|set|sten|iin|jen|uus|yys|minen|[aäoö]t|in|an|än)$"
)
_SWEDISH_SIGNS = re.compile(
    r"å|ck|sj|skj|x|gg|dd|bb|[bdg][rl]|f"
    r"|(?:ning|ningar|ande|ende|het|heter|orna|arna|erna|skap|else|tion|ade|ska|ens|ets|er|ar|or|rt|nd)$"
)


def language(text: str) -> str:
    """fi or sv; "" when the words do not tell."""
    words = _WORD.findall(text.casefold())
    points = 0.0
    for word in words:
        if word in _COMMON[FINNISH]:
            points += 2
        elif word in _COMMON[SWEDISH]:
            points -= 2
        elif len(word) > 3:
            signs = len(_FINNISH_SIGNS.findall(word)) - len(_SWEDISH_SIGNS.findall(word))
            points += max(-1, min(1, signs))
    if not points:
        return ""
    return FINNISH if points > 0 else SWEDISH


def other_language(texts: Sequence[str]) -> list[bool]:
    """For each line whether it repeats the paper in its other language.

    The language in which the paper begins its sentences is its own. A line that does not tell
    follows the lines before it.
    """
    languages = [language(text) for text in texts]
    long_languages = [
        line_language
        for text, line_language in zip(texts, languages, strict=True)
        if line_language and len(text) > 40
    ]
    if not long_languages:
        return [False] * len(texts)
    own_language = long_languages[0]
    foreign_count = sum(line_language != own_language for line_language in long_languages)
    if foreign_count < _FEWEST or foreign_count < _SHARE * len(long_languages):
        return [False] * len(texts)
    flags: list[bool] = []
    latest_language = own_language
    for index, line_language in enumerate(languages):
        number = _NUMBER.match(texts[index])
        number_below = _NUMBER.match(texts[index + 1]) if index + 1 < len(texts) else None
        if not line_language and number and number_below and number[0] == number_below[0]:
            # The same number twice: "5 § Seuranta", "5 § Uppföljning".
            line_language = own_language
        if _is_in_both(texts[index]):
            flags.append(False)
            continue
        latest_language = line_language or latest_language
        flags.append(latest_language != own_language)
    return flags


def _is_in_both(text: str) -> bool:
    """Whether a short line says the same in both languages: "Tarkoitus / Syfte"."""
    parts = text.split(" / ")
    return len(parts) == 2 and len(text) < _LONGEST_PAIR and len(set(map(language, parts))) == 2


def apart(layout: Layout) -> Layout:
    """The lines with a table of two languages side by side read one language after the other.

    Rows of two cells are such a table when most of them hold both languages.
    """
    two_cell_lines = [line for line in layout.lines if len(line.cells) == 2]
    if not _is_bilingual(two_cell_lines):
        return layout
    lines: list[Line] = []
    run: list[Line] = []
    for line in [*layout.lines, None]:
        if line is not None and len(line.cells) == 2:
            run.append(line)
            continue
        lines += _one_after_the_other(run)
        run = []
        if line is not None:
            lines.append(line)
    return replace(layout, lines=lines)


def _is_bilingual(rows: Sequence[Line]) -> bool:
    pairs = [tuple(map(language, line.cells)) for line in rows]
    pairs_known = [pair for pair in pairs if all(pair)]
    return len(pairs_known) > 1 and sum(a != b for a, b in pairs_known) * 4 >= len(pairs_known) * 3


def _one_after_the_other(run: Sequence[Line]) -> list[Line]:
    """In a row that repeats one cell in both columns, once."""
    first_column = [replace(line, text=line.cells[0], cells=()) for line in run if line.cells[0]]
    second_column = [
        replace(line, text=line.cells[1], cells=(), aside=OTHER_LANGUAGE)
        for line in run
        if line.cells[1]
    ]
    return first_column + second_column
