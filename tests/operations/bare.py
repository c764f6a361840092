"""A bare Debian 13 with a systemd of its own, in namespaces of this machine.

Nothing of it can stay behind: its mounts, processes and network live in namespaces that end with
its first process, and its files in one temporary folder.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

RELEASE = "trixie"
INSIDE = Path(__file__).with_name("inside.sh")
OWN_CA = Path("/usr/local/share/ca-certificates")
# How this machine reaches package registries: its proxies and its own certificates.
MACHINE = re.compile(r"(https?|no)_proxy|(PIP|UV|SSL|CURL|REQUESTS)_\w+", re.IGNORECASE)
APT_MACHINE = re.compile(r"^Acquire::(https?|Check)[^\n]*;$", re.MULTILINE)


class CannotStartError(Exception):
    """This machine cannot hold a bare Debian; the text says why."""


class CommandError(Exception):
    """A command inside failed; the text is its end."""


def why_not() -> str:
    """What keeps this machine from holding a bare Debian; empty when nothing does."""
    if os.geteuid() != 0:
        return "a bare Debian needs root"
    for program in ("mmdebstrap", "unshare", "nsenter", "apt-get"):
        if not shutil.which(program):
            return f"a bare Debian needs {program}"
    trial = ["unshare", "--mount", "--pid", "--fork", "--cgroup", "--net", "true"]
    if subprocess.run(trial, capture_output=True, check=False).returncode:
        return "namespaces cannot be made here"
    if not unified_cgroup():
        return "there is no cgroup2 that can be written here"
    return ""


def unified_cgroup() -> Path | None:
    """This process's folder in the unified cgroup hierarchy, if it can be written."""
    mounts = re.findall(r"^\S+ (\S+) cgroup2 ", Path("/proc/self/mounts").read_text(), re.MULTILINE)
    inside = re.search(r"^0::(.*)$", Path("/proc/self/cgroup").read_text(), re.MULTILINE)
    if not mounts or not inside:
        return None
    folder = Path(mounts[0]) / inside[1].strip().lstrip("/")
    return folder if os.access(folder, os.W_OK) else None


def mirror() -> str:
    """Debian's archive as this machine's apt knows it."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Label: Debian"]
    for _attempt in ("as it is", "after an update"):
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        if told:
            return told[0]
        subprocess.run(["apt-get", "update", "-qq"], check=True, capture_output=True)
    raise CannotStartError("apt on this machine knows no Debian archive")


def base(cache: Path) -> Path:
    """A packed minimal Debian, made once for each machine."""
    packed = cache / f"debian-{RELEASE}.tar"
    if packed.exists():
        return packed
    cache.mkdir(parents=True, exist_ok=True)
    half = packed.with_suffix(f".{os.getpid()}.tar")  # the name says that it is packed
    try:
        # systemd: a server has it, which the smallest choice leaves out.
        options = ["--variant=minbase", "--include=systemd,systemd-sysv,dbus"]
        command = ["mmdebstrap", *options, RELEASE, str(half), mirror()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotStartError(f"mmdebstrap failed: {done.stderr[-2000:]}")
        half.replace(packed)
    finally:
        half.unlink(missing_ok=True)
    return packed


class BareDebian:
    """One root: `run` executes commands in it as its administrator would."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        self._log = root.with_suffix(".log")
        root.mkdir()
        subprocess.run(["tar", "-C", str(root), "-xf", str(base(cache))], check=True)
        self._let_it_reach_registries()
        self._cgroup: Path | None = None
        self._outer: subprocess.Popen[bytes] | None = None
        self._init = 0

    def _let_it_reach_registries(self) -> None:
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        told = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True)
        lines = "\n".join(match[0] for match in APT_MACHINE.finditer(told.stdout))
        (self.root / "etc/apt/apt.conf.d/90machine").write_text(lines + "\n", encoding="utf-8")
        if OWN_CA.is_dir():
            shutil.copytree(OWN_CA, self.root / OWN_CA.relative_to("/"), dirs_exist_ok=True)

    def boot(self) -> None:
        """Start systemd in namespaces of its own, with a loopback network of its own."""
        above = unified_cgroup()
        assert above is not None
        self._cgroup = above / f"kimppa-test-{os.getpid()}"
        self._cgroup.mkdir()
        enter = 'echo $BASHPID >"$1/cgroup.procs"; shift; exec "$@"'
        spaces = ["--mount", "--pid", "--fork", "--cgroup", "--net", "--uts", "--ipc"]
        command = ["unshare", *spaces, "--kill-child", "bash", str(INSIDE), str(self.root)]
        with self._log.open("wb") as log:
            self._outer = subprocess.Popen(
                ["bash", "-c", enter, "enter", str(self._cgroup), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + 60
        while not self._is_up():
            if self._outer.poll() is not None or time.monotonic() > until:
                raise CannotStartError(f"systemd did not start: {self._log.read_text()[-2000:]}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._outer.wait(timeout=0.2)

    def _is_up(self) -> bool:
        assert self._outer is not None
        pid = self._outer.pid
        with contextlib.suppress(FileNotFoundError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            if children and Path(f"/proc/{children[0]}/comm").read_text().strip() == "systemd":
                self._init = int(children[0])
                state = self._enter("systemctl is-system-running", network=False)
                return state.stdout.strip() in {"running", "degraded"}
        return False

    def _enter(self, script: str, *, network: bool) -> subprocess.CompletedProcess[str]:
        spaces = ["--mount", "--pid", "--cgroup", "--uts", "--ipc"] + ([] if network else ["--net"])
        machine = {name: value for name, value in os.environ.items() if MACHINE.fullmatch(name)}
        machine.pop("PIP_FIND_LINKS", None)  # a folder that is not in this root
        return subprocess.run(
            ["nsenter", "-t", str(self._init), *spaces, "bash", "-euo", "pipefail", "-c", script],
            env={
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": "/root",
                "LANG": "C.UTF-8",
                "DEBIAN_FRONTEND": "noninteractive",
                **machine,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def run(self, script: str, *, network: bool = False) -> str:
        """What the commands say; `network` = the machine's network, else the services' own.

        Raises CommandError when one of them fails.
        """
        done = self._enter(script, network=network)
        if done.returncode:
            said = f"{script}\n→ exit code {done.returncode}\n{done.stdout[-6000:]}"
            raise CommandError(said)
        return done.stdout

    def stop(self) -> None:
        """End everything and remove it.

        `unshare` ends when the first process has, which is when the kernel has let all others go.
        """
        if self._outer is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._init or self._outer.pid, signal.SIGKILL)
            self._outer.wait(timeout=30)
        if self._cgroup is not None:
            for folder in [*sorted(self._cgroup.rglob("*/"), reverse=True), self._cgroup]:
                folder.rmdir()
        shutil.rmtree(self.root)


@contextlib.contextmanager
def booted(folder: Path, cache: Path) -> Iterator[BareDebian]:
    """A bare Debian that is up, and gone afterwards."""
    debian = BareDebian(folder / "root", cache)
    try:
        debian.boot()
        yield debian
    finally:
        debian.stop()
