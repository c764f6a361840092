"""Known vulnerabilities in the packages that uv.lock names.

    python scripts/audit.py

Ends with 0 when none is known, 1 when one is (or when a reason to ignore one has run out), and 3
when the service that knows them cannot be reached: then nothing was checked, and that is said.
"""

import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
IGNORED = ROOT / "scripts" / "audit-ignored.toml"
NONE, FOUND, NOT_CHECKED = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Ignored:
    """A known vulnerability that does not touch us, why, and until when that was looked at."""

    id: str
    package: str
    reason: str
    until: dt.date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said, and the exit code."""

    code: int
    lines: list[str]


def ignored(path: Path = IGNORED) -> list[Ignored]:
    return [Ignored(**row) for row in tomllib.loads(path.read_text("utf-8")).get("ignored", [])]


def judge(answer: dict[str, Any], passes: list[Ignored], today: dt.date) -> Verdict:
    """What pip-audit's JSON answer means."""
    packages = answer["dependencies"]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        why = "the service that knows vulnerabilities cannot be reached; nothing was checked"
        return Verdict(NOT_CHECKED, [f"optional: {why}"])
    current = {(row.package, row.id) for row in passes if row.until >= today}
    lines = [f"{name}: could not be checked" for name in unknown]
    for package in packages:
        for found in package.get("vulns", []):
            names = {found["id"], *found.get("aliases", [])}
            if not any((package["name"], name) in current for name in names):
                mended = ", ".join(found.get("fix_versions", [])) or "no version yet"
                lines.append(
                    f"{package['name']} {package['version']}: {found['id']}, mended in {mended}"
                )
    return Verdict(FOUND if lines else NONE, lines)


def uv() -> str:
    return shutil.which("uv") or str(ROOT / ".tools/bin/uv")


def audit() -> Verdict:
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "requirements.txt"
        export = [uv(), "export", "--frozen", "--no-emit-project", "--quiet", "--output-file"]
        subprocess.run([*export, str(wanted)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(wanted)]
        options = ["--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off"]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        why = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return Verdict(NOT_CHECKED, [f"optional: vulnerabilities were not checked: {why}"])
    return judge(json.loads(done.stdout), ignored(), dt.datetime.now(dt.UTC).date())


def main() -> int:
    verdict = audit()
    print("\n".join(verdict.lines) or "no known vulnerability in what uv.lock names")
    return verdict.code


if __name__ == "__main__":
    sys.exit(main())
