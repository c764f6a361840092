"""A drop folder: whole files only, each once, nothing touched."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from kimppa.sources.errors import FetchError
from kimppa.sources.folder import Drop, Listing, look, take

LATER = 1000.0


@pytest.fixture
def here(tmp_path: Path) -> Path:
    made = tmp_path / "here"
    made.mkdir()
    return made


@pytest.fixture
def drop(here: Path) -> Path:
    made = here / "drop"
    made.mkdir()
    return made


def rested(folder: Path) -> Listing:
    return look(folder, now=time.time() + LATER)


def names(drops: tuple[Drop, ...]) -> list[str]:
    return [one.name for one in drops]


def test_a_file_that_still_grows_waits_until_it_has_rested(drop: Path) -> None:
    (drop / "a.mrc").write_bytes(b"x")
    os.utime(drop / "a.mrc", (0, 0))  # a sender may set this time, not the server's own
    seen = look(drop)
    assert (names(seen.ready), names(seen.waiting)) == ([], ["a.mrc"])
    assert seen.waiting[0].why == "resting"
    assert names(rested(drop).ready) == ["a.mrc"]


@pytest.mark.parametrize(
    "name",
    ["a.mrc.part", "a.mrc.filepart", ".a.mrc", ".a.mrc.Xy12", "A.MRC.TMP", "a.mrc~", "~a.mrc"],
)
def test_names_of_files_under_way_wait_however_old(drop: Path, name: str) -> None:
    (drop / name).write_bytes(b"x")
    seen = rested(drop)
    assert seen.ready == ()
    assert [one.why for one in seen.waiting] == ["under-way"]
    (drop / name).rename(drop / "b.mrc")
    assert names(rested(drop).ready) == ["b.mrc"]


def test_only_ordinary_files_in_the_folder_itself_count(drop: Path, here: Path) -> None:
    secret = here / "secret"
    secret.write_bytes(b"x")
    (drop / "link.mrc").symlink_to(secret)
    os.mkfifo(drop / "pipe.mrc")
    (drop / "below").mkdir()
    (drop / "below" / "c.mrc").write_bytes(b"x")
    (drop / "empty.mrc").touch()
    seen = rested(drop)
    assert seen.ready == ()
    assert names(seen.waiting) == ["empty.mrc"]
    assert sorted(names(seen.passed)) == ["link.mrc", "pipe.mrc"]


def test_the_oldest_comes_first_and_is_copied_untouched(drop: Path, here: Path) -> None:
    for name in ("b.mrc", "a.mrc"):
        (drop / name).write_bytes(name.encode() * 900_000)
    before = {one.name: (one.stat().st_mtime_ns, one.stat().st_ino) for one in drop.iterdir()}
    first, second = rested(drop).ready
    assert (first.name, second.name) == ("b.mrc", "a.mrc")
    told: list[int] = []
    target = here / "target.mrc"
    taken = take(drop, first, target, progress=lambda done, _size: told.append(done))
    content = b"b.mrc" * 900_000
    assert target.read_bytes() == content
    assert (taken.sha256, taken.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert taken.new
    assert told[-1] == len(content)
    after = {one.name: (one.stat().st_mtime_ns, one.stat().st_ino) for one in drop.iterdir()}
    assert after == before
    assert rested(drop).ready[0].mark == first.mark


def test_the_same_content_is_taken_once_whatever_its_name(drop: Path, here: Path) -> None:
    (drop / "a.mrc").write_bytes(b"same")
    (drop / "b.mrc").write_bytes(b"same")
    first, second = rested(drop).ready
    known = {take(drop, first, here / "one").sha256}
    again = take(drop, second, here / "two", known_sums=known)
    assert not again.new
    assert sorted(one.name for one in here.iterdir()) == ["drop", "one"]
    assert first.mark != second.mark


def test_a_file_that_changes_under_our_hands_is_left(drop: Path, here: Path) -> None:
    path = drop / "a.mrc"
    path.write_bytes(b"x" * 3_000_000)
    (one,) = rested(drop).ready

    def more(done: int, _size: int) -> None:
        if done < 2_000_000:
            with path.open("ab") as file:
                file.write(b"more")

    assert refused(drop, one, here, progress=more) == "file-changed"
    assert refused(drop, one, here) == "file-changed"
    path.unlink()
    assert refused(drop, one, here) == "file-gone"
    path.symlink_to("/etc/hostname")
    assert refused(drop, one, here) == "file-odd"
    path.unlink()
    os.mkfifo(path)
    assert refused(drop, one, here) == "file-odd"


def refused(drop: Path, one: Drop, here: Path, **more) -> str:
    with pytest.raises(FetchError) as told:
        take(drop, one, here / "target", **more)
    assert sorted(left.name for left in here.iterdir()) == ["drop"]
    return told.value.code


def test_what_ends_the_copying_leaves_nothing(drop: Path, here: Path) -> None:
    (drop / "a.mrc").write_bytes(b"x")
    (one,) = rested(drop).ready

    def end(_done: int, _size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(drop, one, here / "target", progress=end)
    assert sorted(left.name for left in here.iterdir()) == ["drop"]


def test_a_checksum_beside_it_makes_a_file_ready_and_is_kept(drop: Path, here: Path) -> None:
    (drop / "a.mrc").write_bytes(b"x")
    said = hashlib.sha256(b"x").hexdigest()
    (drop / "a.mrc.sha256").write_text(f"{said.upper()}  a.mrc\n")
    (one,) = look(drop).ready
    for wrong in ("0" * 64, "", "nonsense"):
        (drop / "a.mrc.sha256").write_text(wrong)
        assert refused(drop, one, here) == "checksum"
    (drop / "a.mrc.sha256").write_text(f"{said}  a.mrc\n")
    assert take(drop, one, here / "target").sha256 == said


def test_names_are_shown_without_tricks(drop: Path) -> None:
    for name in (b"a\xff.mrc", "gpj\u202egrm.mrc".encode(), b"b\n.mrc", "äö å.mrc".encode()):
        (Path(os.fsdecode(bytes(drop) + b"/" + name))).write_bytes(b"x")
    shown = [one.display_name for one in rested(drop).ready]
    assert shown == ["a\ufffd.mrc", "gpj\ufffdgrm.mrc", "b\ufffd.mrc", "äö å.mrc"]
    assert all(len(one.mark.encode()) < 200 for one in rested(drop).ready)


def test_a_folder_that_is_not_there_is_told(here: Path) -> None:
    (here / "file").touch()
    for path in (here / "none", here / "file"):
        with pytest.raises(FetchError) as told:
            look(path)
        assert told.value.code == "folder-missing"
        assert str(path) in str(told.value)
