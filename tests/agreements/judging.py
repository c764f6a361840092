"""How well a reading of a paper agrees with the truth beside it."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kimppa.agreement.meaning.suggest import DutySuggestion, due_of, suggest, topics
from kimppa.agreement.meaning.terms import terms_of
from kimppa.agreement.meaning.times.due import Certainty
from kimppa.agreement.reading import Reading
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.core.consortium.finland import listed
from kimppa.core.duties.rules import parse

FOLDER = Path(__file__).parent


def papers(folder: str | Path) -> list[Path]:
    """The truths of a folder: `first`, `last` or one anywhere."""
    return sorted((FOLDER / folder).glob("*.toml"))


def truth_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def file_of(path: Path) -> Path:
    """The paper that a truth is about."""
    return next(p for p in path.parent.glob(f"{path.stem}.*") if p.suffix != ".toml")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).replace("\u00ad", "").casefold())


@dataclass
class Score:
    """What was right in one paper."""

    structure: bool = False
    lines: int = 0
    whole: int = 0
    extra: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    asked: int = 0


def judge(lines: tuple[PaperLine, ...], truth: dict[str, Any]) -> Score:
    """Compare headings by number and words, obliging lines by words and place."""
    score = Score(lines=len(truth["line"]))
    heads = [" ".join(words(f"{s['number']} {s['title']}")) for s in truth["section"]]
    read_heads: list[str] = []
    read: list[tuple[int, list[str]]] = []
    for line in lines:
        score.asked += bool(line.ask)
        if line.role is Role.HEADING and line.level:
            read_heads.append(" ".join(words(f"{line.label} {line.text}")))
        elif line.obliges:
            read.append((len(read_heads), words(line.text)))
    if heads != read_heads:
        score.sections = [f"- {h}" for h in heads if h not in read_heads]
        score.sections += [f"+ {h}" for h in read_heads if h not in heads]
        score.sections = score.sections or ["order"]
    places = {at + 1: heads[at] for at in range(len(heads))}
    left = list(read)
    for line in truth["line"]:
        own = words(line["text"])
        hit = next((entry for entry in left if entry[1] == own), None)
        if hit is None:
            score.missed.append(line["text"])
            continue
        left.remove(hit)
        score.whole += 1
        under = read_heads[hit[0] - 1] if hit[0] else ""
        if under != places.get(line["section"], ""):
            score.misplaced.append(line["text"])
    score.extra = [" ".join(text) for _, text in left]
    score.structure = not score.sections and not score.misplaced
    return score


@dataclass
class Meaning:
    """What the words of one paper's lines were taken to mean."""

    topics: int = 0
    topics_right: int = 0
    topics_wrong: int = 0
    """Lines with a topic told for sure that the truth has not."""
    dues: int = 0
    dues_right: int = 0


def as_list(topic: str | list[str]) -> list[str]:
    return [topic] if isinstance(topic, str) and topic else list(topic)


def same_rule(first: str, second: str) -> bool:
    """Half-yearly on two days is on those days; February ends on the 28th or the 29th."""
    rules = (
        str(parse(rule.replace("yearly every", "every").replace("02-28", "02-29")))
        for rule in (first, ", ".join(part.strip() for part in second.split(",")))
    )
    return len({rule.removeprefix("half-yearly ") for rule in rules}) == 1


def right_dues(found: Sequence[DutySuggestion], truth: dict[str, Any]) -> int:
    """How many topics of a line with several times got one of those that are true of it.

    Where a topic has several, one stands and a person is asked.
    """
    right = 0
    for topic, rules in truth.items():
        due = next((duty for duty in found if duty.topic == topic), None)
        if due is not None:
            allowed = as_list(rules)
            same = any(same_rule(due.due, rule) or rule == "yearly" for rule in allowed)
            right += same and (len(allowed) == 1 or due.certainty is Certainty.ASK)
    return right


def judge_meaning(truth: dict[str, Any]) -> Meaning:
    """Topics and dues of the truth's own lines."""
    score, year = Meaning(), truth["year"]
    for line in truth["line"]:
        title, lead = truth["section"][line["section"] - 1]["title"], line.get("lead", "")
        found = suggest(line["text"], title, year, lead=lead)
        want = set(as_list(line.get("topic", "")))
        score.topics += bool(want)
        score.topics_right += bool(want & set(topics(found)))
        # What is not sure is asked, so it is not told wrongly.
        score.topics_wrong += bool({duty.topic for duty in found if duty.sure} - want)
        if "dues" in line:
            score.dues += len(line["dues"])
            score.dues_right += right_dues(found, line["dues"])
        elif "due" in line:
            due = found[0].due if found else due_of(line["text"], year, lead=lead)
            score.dues += 1
            score.dues_right += same_rule(due, line["due"])
    return score


EVERY_MUNICIPALITY = [(row.fi, (row.fi, row.sv)) for row in listed().values()]
_EMPTY: dict[str, Any] = {
    "year": None,
    "begins": "",
    "ends": "",
    "notice_months": None,
    "price": "",
    "laws": [],
    "parties": [],
    "producer": "",
}
FACTS = len(_EMPTY) + 2


def wrong_facts(reading: Reading, truth: dict[str, Any]) -> list[tuple[object, ...]]:
    """(fact, truth, as read) of the facts of the paper that were not read right."""
    terms = terms_of(reading.agreement, EVERY_MUNICIPALITY)
    found: dict[str, Any] = {
        "year": terms.year,
        "begins": str(terms.in_force.first or ""),
        "ends": str(terms.in_force.last or ""),
        "notice_months": terms.notice_months,
        "price": str(terms.price or ""),
        "laws": sorted(terms.laws),
        "parties": sorted(terms.parties),
        "producer": terms.producer,
    }
    true = {fact: truth.get(fact, empty) for fact, empty in _EMPTY.items()}
    true = {fact: sorted(own) if isinstance(own, list) else own for fact, own in true.items()}
    for key, end in (("joins", "first"), ("leaves", "last")):
        days = {code: getattr(span, end) for code, span in terms.times.items()}
        found[key] = {code: str(day) for code, day in days.items() if day}
        true[key] = truth.get(key, {})
    return [(fact, true[fact], found[fact]) for fact in true if found[fact] != true[fact]]
