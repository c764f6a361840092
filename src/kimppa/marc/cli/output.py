"""What commands write: lines, JSON, a bar that grows, wrong use."""

import codecs
import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kimppa.marc.checking import Seen
from kimppa.marc.cli.messages import word
from kimppa.marc.reading import read
from kimppa.marc.results.messages import number
from kimppa.marc.results.terminal import breaks
from kimppa.marc.tables import Batch, Flag, integers

_BAR: Final = 30
_CLEAR: Final = "\r\x1b[K"


def say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def say_json(document: object) -> None:
    utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    json.dump(document, sys.stdout, ensure_ascii=not utf8, indent=1)
    sys.stdout.write("\n")


def wrong_use(reason: str) -> int:
    """Say what was asked wrongly; exit code 2."""
    sys.stderr.write(f"kimppa marc: {reason}\n")
    return 2


def reading(path: Path, language: str, broken: set[Path] | None = None) -> Iterator[Batch]:
    """The records of a file; where it breaks off is told on standard error, and that it does in
    `broken`."""
    for batch in read(path):
        truncated = integers(batch.records, "flags") & Flag.TRUNCATED != 0
        for line in breaks(integers(batch.records, "offset")[truncated].tolist(), language):
            sys.stderr.write(f"kimppa marc: {path.name}: {line}\n")
            if broken is not None:
                broken.add(path)
        yield batch


def width() -> int:
    """Columns of the terminal; 120 where there is none."""
    return shutil.get_terminal_size((120, 24)).columns


def columns(rows: Iterable[tuple[str, int]], language: str) -> list[str]:
    """Names with numbers behind them, right-aligned."""
    lines = [(name, number(count, language)) for name, count in rows]
    names, counts = (max((len(line[n]) for line in lines), default=0) for n in (0, 1))
    return [f"  {name.ljust(names)}  {count.rjust(counts)}" for name, count in lines]


class Bar:
    """How far a check has come, on a terminal; nothing is written elsewhere."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.shown = sys.stderr.isatty()

    def __call__(self, status: Seen) -> None:
        if not self.shown:
            return
        facts = {"records": status.records, "findings": status.findings}
        text = word(
            "reading",
            self.language,
            **{name: number(count, self.language) for name, count in facts.items()},
        )
        if status.bytes >= status.all:
            text += f", {word('settling', self.language)}"
        self.share(status.bytes, status.all, text)

    def share(self, position: int, total: int, text: str = "") -> None:
        if not self.shown:
            return
        share = position / max(total, 1)
        filled = round(share * _BAR)
        bar = f"{'█' * filled}{'░' * (_BAR - filled)} {round(share * 100)} %  {text}"
        sys.stderr.write(_CLEAR + bar.rstrip())
        sys.stderr.flush()

    def end(self) -> None:
        if self.shown:
            sys.stderr.write(_CLEAR)
