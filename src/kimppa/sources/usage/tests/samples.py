"""The files of `tests/data/counter` by name, and how tests read them."""

import io
import tarfile
from functools import cache
from pathlib import Path

from kimppa.sources.usage.model import Usage
from kimppa.sources.usage.reading import read_usage

DATA = Path(__file__).parents[5] / "tests" / "data" / "counter"


@cache
def samples(archive: str) -> dict[str, bytes]:
    with tarfile.open(DATA / f"{archive}.tar.xz") as files:
        return {
            Path(member.name).name: content.read()
            for member in files
            if (content := files.extractfile(member))
        }


def read(content: bytes, name: str = "report", **options: object) -> Usage:
    return read_usage(io.BytesIO(content), name, **options)


def official(name: str) -> bytes:
    return samples("r51-samples")[name]


def codes(usage: Usage) -> list[str]:
    return [problem.code for problem in usage.problems]
