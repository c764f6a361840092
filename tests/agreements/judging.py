"""How well a reading of a paper agrees with the truth beside it."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kimppa.agreement.text.paper import PaperLine, Role

FOLDER = Path(__file__).parent


def papers(folder: str) -> list[Path]:
    """The truths of a folder, `first` or `last`."""
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
