"""Hard links to the files that a backup takes along: whoever removes one meanwhile, it stays."""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from kimppa.core import home
from kimppa.core.home import Entry


class Links:
    """Links in a folder of the instance folder, under the names that the files have there."""

    def __init__(self, folder: Path, entries: Collection[Entry]) -> None:
        self._folder, self._entries = folder, entries
        self._paths: dict[str, Path] = {}

    def __enter__(self) -> Self:
        """Begin with an empty folder; one that a killed backup left is emptied."""
        shutil.rmtree(self._folder, ignore_errors=True)
        with suppress(OSError):  # a full disk has no room for links either
            self._folder.mkdir(mode=0o700)
        return self

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def take(self) -> None:
        """Link what is there now; what was linked before stays."""
        self._paths = {name: path for name, path in self._paths.items() if path.exists()}
        for name, path in self._regular_files():
            link = self._folder / name
            with suppress(FileNotFoundError):  # gone since it was listed
                self._paths[name] = _link(path, link)

    def files(self) -> list[tuple[str, Path]]:
        """The names in the instance folder, in order, and where each is read from."""
        return sorted(self._paths.items())

    def path(self, name: str) -> Path:
        return self._paths[name]

    def size(self) -> int:
        return sum(path.stat().st_size for path in self._paths.values())

    def _regular_files(self) -> Iterator[tuple[str, Path]]:
        for entry in self._entries:
            top = home.path(entry.name)
            for path in home.contents(top):
                # A link may lead out of the instance, to what is nobody's business.
                regular = path.is_file(follow_symlinks=False)
                if regular and not entry.is_passing(path.relative_to(top)):
                    yield path.relative_to(top.parent).as_posix(), path


def _link(path: Path, link: Path) -> Path:
    """The link, or the file itself where there can be no link: on another or a full disk."""
    if link.exists() and link.samefile(path):
        return link
    link.unlink(missing_ok=True)
    try:
        link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.link(path, link)
    except FileNotFoundError:
        raise
    except OSError:
        return path
    return link
