"""The machine and the packages under the program."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

from django.utils.translation import gettext as _

from kimppa.core.voikko import is_installed
from kimppa.operations.diagnosis.findings import Findings, Scope, fault, notice, ok
from kimppa.operations.messages import PACKAGE

LOCK = PACKAGE.parents[1] / "uv.lock"
MEMORY = Path("/proc/meminfo")
MEGABYTES = 300


def packages(scope: Scope) -> Findings:
    """The packages that were tested together, and no others."""
    if not LOCK.is_file():
        yield notice(
            _(
                "The list of tested packages, uv.lock, is not beside the program: "
                "nothing to compare."
            )
        )
        return
    locked = tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]
    tested_versions = {str(package["name"]): str(package.get("version", "")) for package in locked}
    versions = {
        _normal_name(distribution.name): distribution.version
        for distribution in metadata.distributions()
    }
    desk = next(package for package in locked if package["name"] == "kimppa")
    missing_names = sorted(
        need["name"] for need in desk["dependencies"] if _normal_name(need["name"]) not in versions
    )
    mismatches = sorted(
        f"{name} {version}"
        for name, version in versions.items()
        if name in tested_versions and name != "kimppa" and tested_versions[name] != version
    )
    if missing_names or mismatches:
        yield fault(
            _(
                "The installed packages are not those that were tested (%(names)s). "
                "Run deploy/prepare in the program's folder."
            )
            % {"names": ", ".join((missing_names + mismatches)[:3])}
        )
    else:
        yield ok(_("The installed packages are those that were tested."))


def _normal_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def memory(scope: Scope) -> Findings:
    """What is left for others than those who have it."""
    if not MEMORY.is_file():
        return
    match = re.search(r"^MemAvailable:\s+(\d+) kB", MEMORY.read_text(), re.MULTILINE)
    if match and int(match[1]) // 1024 < MEGABYTES:
        yield notice(
            _("Only %(n)s MB of memory are free. A large report may fail.")
            % {"n": int(match[1]) // 1024}
        )


def dictionary(scope: Scope) -> Findings:
    """What looks up the words of logged lines."""
    if is_installed():
        yield ok(_("Finnish words are looked up in a dictionary."))
    else:
        yield notice(
            _(
                "Voikko is not installed: misspelt words of logged lines reach the report, "
                "and the search knows fewer forms of a word. "
                "Run: apt-get install libvoikko1 voikko-fi"
            )
        )
