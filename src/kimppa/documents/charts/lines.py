"""How the lines of an agreement stand, in small pictures: twelve months, municipalities, states.

Each is one SVG named by its sentence. Classes give the colours on a page, presentation attributes
where there is none; states differ by shape as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from kimppa.documents.charts.svg import escape, number
from kimppa.documents.numbers import month_name

type LineState = Literal["late", "partial", "ongoing", "draft", "done", "none"]

# The order in which they are shown: what is open first.
LINE_STATES: tuple[LineState, ...] = ("late", "partial", "ongoing", "draft", "done", "none")
CELLS = 40  # lines that have a cell each in the bar; more of them become segments

_INK = {
    "late": "#a3262a", "partial": "#7a4d05", "ongoing": "#11606f", "done": "#1d6b3c",
    "draft": "#7a8589", "none": "#7a8589", "empty": "#7a8589", "work": "#4d595d", "base": "#dcd8cd",
    "due": "#11606f",
}  # fmt: skip
_WORDS = {
    "fi": {
        "months": "Työt kuukausittain", "before": "ennen vuotta", "nothing": "ei töitä",
        "late": "myöhässä", "due": "toimitettava", "partial": "osittain tehty",
        "ongoing": "käynnissä", "done": "tehty", "none": "ei tarvetta", "empty": "ei vielä",
        "all": "Kaikki", "after": "vuoden jälkeen", "draft": "luonnos",
    },
    "sv": {
        "months": "Arbete per månad", "before": "före året", "nothing": "inget arbete",
        "late": "försenat", "due": "ska levereras", "partial": "delvis utfört",
        "ongoing": "pågår", "done": "utfört", "none": "inget behov", "empty": "inte ännu",
        "all": "Alla", "after": "efter året", "draft": "utkast",
    },
    "en": {
        "months": "Work by month", "before": "before the year", "nothing": "no work",
        "late": "late", "due": "to be delivered", "partial": "partly done",
        "ongoing": "ongoing", "done": "done", "none": "no need arose", "empty": "not yet",
        "all": "All", "after": "after the year", "draft": "draft",
    },
}  # fmt: skip


class Month(NamedTuple):
    """A place in the strip: pieces of work, and whether something is late, due or unneeded."""

    pieces: int = 0
    late: bool = False
    due: bool = False
    no_need: bool = False


def strip(month_before: Month, months: Sequence[Month], month_after: Month, language: str) -> str:
    """Twelve months as bars of one, two, three or more pieces of work, then what comes after."""
    words = _WORDS[language]
    paths: dict[str, list[str]] = {}
    for index, month in enumerate(months):
        name, path = _month_path(_bar_start(index), month)
        paths.setdefault(name, []).append(path)
    if month_after.late:
        paths.setdefault("late", []).append("M182.5 8l5.5 10h-11z")
    elif month_after.due:
        paths["due"] = ["M177.8 7.8h9.4v9.4h-9.4z"]
    if month_after.pieces and not month_after.late:
        inner = "M180 12.5h5v3h-5z" if month_after.due else "M177 7h11v11h-11z"
        paths.setdefault("work", []).append(inner)
    month_names = [month_name(number, language) for number in range(1, 13)]
    named_months = zip(
        (words["before"], *month_names, words["after"]),
        (month_before, *months, month_after),
        strict=True,
    )
    parts = [
        f"{name} {text}" for name, month in named_months if (text := _month_words(month, words))
    ]
    label = f"{words['months']}: {', '.join(parts) or words['nothing']}."
    body = "".join(_path(f"s-{name}", name, "".join(parts)) for name, parts in paths.items())
    return _svg("k-strip", 189, 20, label, body)


def strip_letters(year: int, language: str) -> str:
    """The head of a column of strips: the months' first letters and the year that follows."""
    names = [month_name(month, language) for month in range(1, 13)]
    letters = [
        f'<text x="{_bar_start(index) + 5}" y="12">{name[0].upper()}</text>'
        for index, name in enumerate(names)
    ]
    next_year = f'<text x="182" y="12">{(year + 1) % 100:02}</text>'
    return (
        '<svg class="k-strip k-letters" viewBox="0 0 189 16" aria-hidden="true" focusable="false">'
        f"{''.join(letters)}{next_year}</svg>"
    )


def _bar_start(index: int) -> int:
    """Where a month's bar begins: quarters stand a little apart."""
    return 2 + index * 13 + index // 3 * 4


def _month_path(x: int, month: Month) -> tuple[str, str]:
    """The ink's name, and the SVG path of the month's bar, which begins at `x`."""
    if month.late:
        return "late", f"M{x + 5} 8l5.5 10h-11z"
    if month.pieces:
        height = (6, 11, 16)[min(month.pieces, 3) - 1]
        return "work", f"M{x} {18 - height}h10v{height}h-10z"
    if month.no_need:
        return "none", f"M{x} 12h10v2.5h-10z"
    return "base", f"M{x} 16.5h10v1.5h-10z"


def _month_words(month: Month, words: Mapping[str, str]) -> str:
    signs = {"late": month.late, "due": month.due, "none": month.no_need and not month.pieces}
    pieces = [str(month.pieces)] if month.pieces else []
    return " ".join(pieces + [words[sign] for sign, stands in signs.items() if stands])


def municipality_letters(letters: Sequence[str]) -> str:
    """The head of a column of municipalities' marks."""
    pitch = 100 / len(letters)
    texts = [
        f'<text x="{number(pitch * (index + 0.5))}" y="12">{escape(letter)}</text>'
        for index, letter in enumerate(letters)
    ]
    return (
        '<svg class="k-towns k-letters" viewBox="0 0 100 16" aria-hidden="true" focusable="false">'
        f"{''.join(texts)}</svg>"
    )


def municipality_states(states: Sequence[tuple[str, LineState | None]], language: str) -> str:
    """A mark for each municipality (name, state): disc, half disc, ring, triangle, dash; nothing
    in the place of one that is not concerned (None).
    """
    pitch = 100 / len(states)
    marks = (
        _town_mark(pitch * (index + 0.5), state)
        for index, (_name, state) in enumerate(states)
        if state
    )
    named_states = [(name, state) for name, state in states if state]
    words = states_in_words(named_states, language, of_all=len(named_states) == len(states))
    return _svg("k-towns", 100, 18, words, "".join(marks))


def states_in_words(
    states: Sequence[tuple[str, LineState]], language: str, *, of_all: bool = True
) -> str:
    """ "Kaikki 5: tehty." or "tehty: Alakylä, Metsola; myöhässä: Koivula."; the latter also where
    the states are not `of_all` municipalities.
    """
    words = _WORDS[language]
    by_state: dict[LineState, list[str]] = {}
    for name, state in states:
        by_state.setdefault(state, []).append(name)
    if of_all and len(by_state) == 1 and len(states) > 1:
        return f"{words['all']} {len(states)}: {_town_word(states[0][1], words)}."
    return "; ".join(
        f"{_town_word(state, words)}: {', '.join(by_state[state])}"
        for state in LINE_STATES if state in by_state
    ) + "."  # fmt: skip


def _town_word(state: LineState, words: Mapping[str, str]) -> str:
    return words["empty" if state == "ongoing" else state]


def town_mark(state: LineState, language: str) -> str:
    """One municipality's mark alone."""
    label = _town_word(state, _WORDS[language])
    return _svg("k-town", 14, 18, label, _town_mark(7, state))


def _town_mark(x: float, state: LineState) -> str:
    centre = number(x)
    if state == "done":
        return f'<circle class="d-done" fill="{_INK["done"]}" cx="{centre}" cy="9" r="5"/>'
    if state == "late":
        return _path("d-late", "late", f"M{centre} 3.5l6 10.5h-12z")
    if state == "none":
        return _path("d-none", "none", f"M{number(x - 5)} 7.8h10v2.4h-10z")
    name = "part" if state == "partial" else "empty"
    ink = _INK["partial" if state == "partial" else "empty"]
    ring = f'<circle class="d-{name}" fill="none" stroke="{ink}" cx="{centre}" cy="9" r="4.7"/>'
    if state == "partial":
        ring += _path("d-part-fill", "partial", f"M{centre} 4.3a4.7 4.7 0 0 0 0 9.4z")
    return ring


def share_bar(count: int, total: int, state: LineState, language: str) -> str:
    """How many of many municipalities, as a bar."""
    track = '<path class="b-track" fill="#eceae3" d="M0 0h52v10h-52z"/>'
    width = number(52 * count / total) if total else "0"
    bar = _path(f"b-{state}", state, f"M0 0h{width}v10h-{width}z") if count else ""
    label = f"{count}/{total} {_WORDS[language]['done']}"
    return _svg("k-share-bar", 52, 10, label, track + bar)


def state_bar(counts: Mapping[LineState, int], label: str) -> str:
    """All lines in one bar, the late first: a cell each, or segments where they are many."""
    total = sum(counts.values())
    states = [state for state in LINE_STATES for _ in range(counts.get(state, 0))]
    if total <= CELLS:
        body = "".join(_cell(12.5 * index, state) for index, state in enumerate(states))
        width = max(12.5 * total - 2, 1)
    else:
        body, width = "".join(_segments(counts, total)), 310
    return _svg("k-bar", width, 22, label, body, ' preserveAspectRatio="none"')


def _segments(counts: Mapping[LineState, int], total: int) -> Iterable[str]:
    states = [state for state in LINE_STATES if counts.get(state)]
    total_width, start = 310 - 2 * (len(states) - 1), 0.0
    for state in states:
        width = total_width * counts[state] / total
        span = number(width)
        yield _path(f"b-{state}", state, f"M{number(start)} 3h{span}v18h-{span}z")
        start += width + 2


def _cell(x: float, state: LineState) -> str:
    left_edge = number(x)
    if state == "done":
        return _path("b-done", "done", f"M{left_edge} 3h10.5v18h-10.5z")
    if state == "late":
        hole = f"M{x + 4.25} 6v8h2v-8zM{x + 4.25} 16v2h2v-2z"
        return _path(
            "b-late", "late", f"M{left_edge} 3h10.5v18h-10.5z{hole}", ' fill-rule="evenodd"'
        )
    outline = (
        f'<path class="b-box-{state}" fill="none" stroke="{_INK[state]}"'
        f' d="M{x + 0.75} 3.75h9v16.5h-9z"/>'
    )
    inner_path = {
        "partial": f"M{left_edge} 12h10.5v9h-10.5z",
        "ongoing": f"M{x + 2.5} 16h5.5v2h-5.5z",
        "draft": f"M{x + 4.25} 15h2v2h-2z",
        "none": f"M{x + 2.5} 11h5.5v2h-5.5z",
    }[state]
    return outline + _path(f"b-{state}", state, inner_path)


def _path(name: str, ink: str, d: str, attributes: str = "") -> str:
    if ink == "due":
        return f'<path class="{name}" fill="none" stroke="{_INK[ink]}" d="{d}"/>'
    return f'<path class="{name}" fill="{_INK[ink]}"{attributes} d="{d}"/>'


def _svg(
    name: str, width: float, height: float, label: str, body: str, attributes: str = ""
) -> str:
    return (
        f'<svg class="{name}" viewBox="0 0 {number(width)} {height}"{attributes} role="img"'
        f' aria-label="{escape(label)}">{body}</svg>'
    )
