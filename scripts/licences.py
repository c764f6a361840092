"""docs/operations/dependencies.md: what is installed with Kimppa, for what, on which licence.

    python scripts/licences.py           write the page
    python scripts/licences.py --check   fail when the page is not what would be written

Reads uv.lock, the reasons in pyproject.toml and the metadata of the installed packages.
"""

import re
import sys
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "operations" / "dependencies.md"
REASON = re.compile(r'^    "(?P<need>[^"]+)",\s+# (?P<reason>.+)$', re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9._-]+")
# Licences whose packages may be used in a work under EUPL-1.2: permissive ones, the MPL, the LGPL
# (used as libraries, unchanged), and those in the EUPL's own appendix.
COMPATIBLE = re.compile(
    r"MIT|MIT-0|MIT-CMU|BSD|BSD-[023]-Clause|0BSD|Apache-2\.0|ISC|PSF-2\.0|Python-2\.0|MPL-2\.0"
    r"|LGPL-(2\.1|3\.0)-(only|or-later)|Unlicense|Zlib|CC0-1\.0|EUPL-1\.2|Apache|CNRI-Python"
)
# Older ways of writing the same, as packages' classifiers and free texts have them.
SPOKEN = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "BSD": "BSD",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD-3-Clause License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "PSFL": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "The Unlicense (Unlicense)": "Unlicense",
}


# What metadata leave out or tell vaguely, read from the packages' own licence files.
READ = {
    "libvoikko": "LGPL-2.1-or-later",  # one of three to choose from
    "pymarc": "BSD-2-Clause",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyrage": "MIT",
    "qrcode": "BSD-3-Clause",
}


@dataclass(frozen=True, slots=True)
class Package:
    """A runtime dependency; `reason` is empty for those that another one brings."""

    name: str
    version: str
    licence: str
    reason: str

    @property
    def fits(self) -> bool:
        """Whether every choice that the licence leaves can be used with EUPL-1.2."""
        words = re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", self.licence)
        return all(COMPATIBLE.fullmatch(word.strip()) for word in words if word.strip())


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def reasons() -> dict[str, str]:
    """Why each direct dependency is there, as pyproject.toml tells."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    needs = [
        text.partition(head)[2].partition("\n]")[0] for head in ("\ndependencies = [", "\ndask = [")
    ]
    found = {}
    for match in REASON.finditer("\n".join(needs)):
        name = NAME.match(match["need"])
        assert name is not None
        found[plain(name[0])] = match["reason"]
    return found


def locked() -> dict[str, str]:
    """Name and version of everything that a server installs, the extra included."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    packages = {package["name"]: package for package in lock}
    wanted, names = [("kimppa", ("dask",))], set()
    while wanted:
        name, extras = wanted.pop()
        package = packages[name]
        needs = list(package.get("dependencies", []))
        for extra in extras:
            needs += package.get("optional-dependencies", {}).get(extra, [])
        for need in needs:
            key = (need["name"], tuple(need.get("extra", ())))
            if key not in names and "win32" not in need.get("marker", ""):
                names.add(key)
                wanted.append(key)
    return {name: packages[name]["version"] for name, _extras in sorted(names)}


def licence(name: str) -> str:
    if name in READ:
        return READ[name]
    told = metadata.metadata(name)
    if expression := told.get("License-Expression"):
        return str(expression)
    classes = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    spoken = classes or [line.strip() for line in (told.get("License") or "").splitlines()[:1]]
    return " AND ".join(SPOKEN.get(word, word) for word in spoken) or "not told"


def installed() -> list[Package]:
    """Every runtime dependency that is installed on this machine's platform."""
    why = reasons()
    present = {plain(found.name) for found in metadata.distributions()}
    return [
        Package(name, version, licence(name), why.get(name, ""))
        for name, version in locked().items()
        if name in present
    ]


def page(packages: list[Package]) -> str:
    rows = [
        f"| {package.name} | {package.version} | {package.licence} | {package.reason} |"
        for package in sorted(packages, key=lambda package: (not package.reason, package.name))
    ]
    return (
        "# Dependencies\n\n"
        "What is installed on a server with Kimppa. Written by `scripts/licences.py`; a test says "
        "when it is not up to date, and that every licence may be used with Kimppa's own, "
        "EUPL-1.2. Versions and checksums are pinned in `uv.lock`; a new version is at least seven "
        "days old when it is taken. What the extra `dask` brings is here too. `scripts/audit.py` "
        "asks for known vulnerabilities in CI. "
        "Packages without a reason are brought by the others.\n\n"
        "| package | version | licence | for |\n|---|---|---|---|\n" + "\n".join(rows) + "\n\n"
        "Scripts and styles in the browser are listed with their licences in "
        "[VENDORED.md](../../src/kimppa/ui/static/ui/vendor/VENDORED.md). From Debian: Python, "
        "Caddy, Git; PostgreSQL where it is used.\n"
    )


def main() -> int:
    text = page(installed())
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") != text:
        print("docs/operations/dependencies.md is not up to date: run scripts/licences.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
