"""Run a command with a PostgreSQL of its own, which is gone when the command has ended.

    python scripts/postgres.py pytest -n auto      the tests on PostgreSQL
    python scripts/postgres.py kimppa demo         try the demo on PostgreSQL

Starts a cluster from Debian's programs on a free port in a temporary folder, gives its address
to the command as KIMPPA_DATABASE and removes everything whatever happens. Nothing in it is
durable: it is quick, and only for trying. Ends with the command's exit code, or with 3 when
there is no PostgreSQL to run (`--check` only tells which one would be used).
"""

import argparse
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

OLDEST = 15
PROGRAMS = Path("/usr/lib/postgresql")
MISSING = 3
# Whoever loses power loses the cluster: it is temporary anyway. Nothing is swept or counted by the
# clock, which would meet a transaction of a test at any moment, find its tables empty and plan so.
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
}


class ClusterError(Exception):
    """The cluster could not be made or started."""


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL that belongs to whoever started it."""

    programs: Path
    folder: Path
    port: int
    password: str

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://kimppa:{self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the cluster's owner. Raises ClusterError."""
        command = [*as_owner(), str(self.programs / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if done.returncode:
            log = self.folder / "log"
            told = (done.stderr + (log.read_bytes() if log.exists() else b"")).decode()
            raise ClusterError(f"{program} failed: {told[-2000:]}")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = " ".join(f"-c {name}={value}" for name, value in QUICK.items())
        options = f"-p {self.port} -k {self.folder} {settings}"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self.run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `immediate` as when the power goes, `fast` breaks connections in good order."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")


def as_owner() -> list[str]:
    """PostgreSQL does not run as root; then Debian's user for it does."""
    if os.geteuid():
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]


def newest() -> Path | None:
    """The folder of the newest installed programs that Kimppa can use."""
    found = [
        (int(folder.name), folder / "bin")
        for folder in PROGRAMS.glob("*")
        if folder.name.isdecimal() and (folder / "bin" / "initdb").exists()
    ]
    usable = [(version, folder) for version, folder in found if version >= OLDEST]
    return max(usable)[1] if usable else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    """A running cluster until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="kimppa-postgres-"))
    made = Cluster(programs, folder, free_port(), secrets.token_hex(8))
    try:
        if not os.geteuid():
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        secret = folder / "password"
        secret.write_text(made.password, encoding="ascii")
        secret.chmod(0o644)  # the folder itself is its owner's only
        arguments = ["-D", str(folder / "data"), "-U", "kimppa", "-A", "scram-sha-256"]
        locale = ["--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"]
        made.run("initdb", *arguments, f"--pwfile={secret}", *locale)
        made.start()
        yield made
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def run(command: Sequence[str], made: Cluster) -> int:
    """Run the command to its end; a signal to us is passed on to it."""
    environment = os.environ | {"KIMPPA_DATABASE": made.url()}
    process = subprocess.Popen(command, env=environment)
    on_end(lambda number, _frame: process.send_signal(number))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the terminal has sent it to the command too
            continue


def on_end(do: Callable[[int, FrameType | None], object]) -> None:
    """What to do when somebody asks this process to end."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, do)


def main() -> int:
    on_end(lambda number, _frame: sys.exit(128 + number))  # not at once: there is a cluster to stop
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only tell which programs are used")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    told = parser.parse_args()
    programs = newest()
    if programs is None:
        print(f"PostgreSQL {OLDEST} or newer is not installed.", file=sys.stderr)
        print("Install it: sudo apt-get install -y postgresql", file=sys.stderr)
        return MISSING
    if told.check or not told.command:
        print(programs)
        return 0
    try:
        with cluster(programs) as made:
            return run(told.command, made)
    except ClusterError as error:
        print(error, file=sys.stderr)
        return MISSING


if __name__ == "__main__":
    sys.exit(main())
