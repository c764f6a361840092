"""Open the demo as a newcomer would: from a copy of the repository that was never set up.

    python scripts/try_demo.py

Runs `make demo` in a fresh copy with an empty instance folder, waits until it answers, opens
every sign-in link that it prints and stops it. Fails when anything takes over 60 seconds.
"""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 60


class DemoError(Exception):
    """The demo did not do what the README promises."""


def fresh_copy(target: Path) -> None:
    """Copy the files that belong to the repository, and nothing that set-up has made."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def visit(url: str, then: str = "") -> tuple[int, str]:
    """Status and final address, followed with cookies as a browser does; `then` is opened next."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(cookies)
    try:
        with browser.open(url, timeout=SECONDS) as answer:
            landed = answer.status, answer.url
        if then:
            with browser.open(then, timeout=SECONDS):
                pass
        return landed
    except urllib.error.HTTPError as error:
        return error.code, url
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return 0, url


def wait_for(url: str, server: subprocess.Popen[bytes], until: float) -> None:
    while visit(url)[0] != 200:
        if server.poll() is not None:
            raise DemoError(f"make demo ended with {server.returncode}")
        if time.monotonic() > until:
            raise DemoError(f"{url} did not answer within {SECONDS} s")
        time.sleep(0.2)


def sign_in_links(log: Path, base: str) -> list[str]:
    """Addresses printed by the demo, past its home page."""
    links = re.findall(rf"{re.escape(base)}/\S+", log.read_text(encoding="utf-8"))
    return list(dict.fromkeys(links))


def try_demo(folder: Path) -> str:
    copy, home, log, port = folder / "kimppa", folder / "home", folder / "log", free_port()
    fresh_copy(copy)
    environment = os.environ | {"PORT": str(port), "KIMPPA_HOME": str(home)}
    environment.pop("VIRTUAL_ENV", None)
    started = time.monotonic()
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["make", "--no-print-directory", "demo"],
            cwd=copy,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server, started + SECONDS)
        seconds = time.monotonic() - started
        return f"demo answered in {seconds:.1f} s; {open_links(log, port)} sign-in links work"
    except DemoError as failure:
        raise DemoError(f"{failure}\n{log.read_text(encoding='utf-8')[-4000:]}") from failure
    finally:
        stop(server)


def stop(server: subprocess.Popen[bytes]) -> None:
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as slow:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        raise DemoError(f"the demo did not stop within {SECONDS} s of SIGTERM") from slow


def open_links(log: Path, port: int) -> int:
    """Open every printed sign-in link; return how many there are."""
    links = [
        link
        for host in ("127.0.0.1", "localhost")
        for link in sign_in_links(log, f"http://{host}:{port}")
    ]
    if not links:
        raise DemoError("no sign-in link was printed")
    for place, link in enumerate(links):
        # The first link is the coordinator's. The report's page sets its pages in the server,
        # which once stood still when the same process had made the demo's data.
        base = link.partition("/sign-in/")[0]
        status, landed = visit(link, then="" if place else f"{base}/report/")
        if status != 200 or landed == link:
            raise DemoError(f"{link} led to {landed} with status {status}")
    return len(links)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kimppa-demo-") as folder:
        try:
            print(try_demo(Path(folder)))
        except DemoError as failure:
            print(f"demo failed: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
