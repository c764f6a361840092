"""One server for all tests of this folder, installed by following the install page."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.try_demo import fresh_copy
from tests.operations.bare import BareDebian, booted, why_not
from tests.operations.pages import Step, steps

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kimppa-tests"
MEMORY, PLENTY = Path("/dev/shm"), 6 * 10**9
HERE = Path(__file__).parent
ADDRESS = "https://git.kimppa.example/kimppa.git"
SOURCE = "srv/kimppa"


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need the server run in one process: it is built once."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()) and HERE in item.path.parents:
            item.add_marker(pytest.mark.operations)
            item.add_marker(pytest.mark.xdist_group("operations"))


@contextmanager
def roomy(factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for a whole server: in memory where there is plenty, as dpkg waits for the disk."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > PLENTY:
        with tempfile.TemporaryDirectory(prefix="kimppa-", dir=MEMORY) as folder:
            yield Path(folder)
    else:
        yield factory.mktemp("operations")


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Kimppa", "-c", "user.email=kimppa@kimppa.example"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def offer_source(debian: BareDebian) -> None:
    """This work tree as the repository behind the page's address."""
    source = debian.root / SOURCE
    fresh_copy(source)
    git(source, "init", "--initial-branch=main")
    git(source, "add", "--all")
    git(source, "commit", "--message=The version that is installed first")
    (debian.root / "etc/gitconfig").write_text(
        f'[url "file:///{SOURCE}"]\n\tinsteadOf = {ADDRESS}\n', encoding="utf-8"
    )
    hosts = debian.root / "etc/hosts"
    hosts.write_text("127.0.0.1 localhost kimppa.example\n", encoding="utf-8")


def follow(debian: BareDebian, step: Step) -> str:
    """Give a page's commands; what they say."""
    return debian.run(step.commands, network=step.kind != "check")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[BareDebian, str]]:
    """A server where the install page has been followed, and all that its commands said."""
    if reason := why_not():
        pytest.skip(f"optional: {reason}")
    with roomy(tmp_path_factory) as folder, booted(folder, CACHE) as debian:
        offer_source(debian)
        said = [follow(debian, step) for step in steps("install.md", "install", "check")]
        yield debian, "\n".join(said)
