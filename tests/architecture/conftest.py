"""The repository as the architecture tests see it: the files that git tracks."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    listing = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in sorted(listing.split("\0")) if name)
    return tuple(path for path in paths if path.is_file())


@pytest.fixture(scope="session")
def files() -> tuple[Path, ...]:
    """Every file of the repository that git tracks or would track."""
    return tracked()


@pytest.fixture(scope="session")
def python_files(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Python files written by hand."""
    return tuple(path for path in files if path.suffix == ".py" and "migrations" not in path.parts)


@pytest.fixture(scope="session")
def product_files(python_files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Python files of the product itself, without its tests."""
    package = ROOT / "src" / "kimppa"
    return tuple(
        path for path in python_files if path.is_relative_to(package) and "tests" not in path.parts
    )


@pytest.fixture(scope="session")
def templates(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """The product's page templates."""
    return tuple(p for p in files if "templates" in p.parts and p.suffix in {".html", ".svg"})
