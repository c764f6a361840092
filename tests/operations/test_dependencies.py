"""What Kimppa stands on: each with a reason, on a licence that fits, without known holes."""

import datetime as dt
import tomllib
from typing import Any

import pytest

from scripts.audit import FOUND, NONE, NOT_CHECKED, Ignored, ignored, judge
from scripts.licences import NAME, PAGE, ROOT, Package, installed, page, plain, reasons

TODAY = dt.date(2026, 11, 25)


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    named = [*project["dependencies"], *(need for extra in extras for need in extra)]
    needs = {plain(found[0]) for need in named if (found := NAME.match(need))}
    assert needs == set(reasons())


def test_every_licence_fits_ours() -> None:
    assert [f"{each.name}: {each.licence}" for each in installed() if not each.fits] == []


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-or-later", False),
        ("not told", False),
    ],
)
def test_a_licence_that_does_not_fit_is_found(licence: str, fits: bool) -> None:
    assert Package("x", "1", licence, "").fits is fits


def test_the_page_of_dependencies_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(installed()), "run scripts/licences.py"


def answer(*vulnerabilities: dict[str, Any]) -> dict[str, Any]:
    return {
        "dependencies": [
            {"name": "django", "version": "6.1.3", "vulns": list(vulnerabilities)},
            {"name": "nh3", "version": "0.3.8", "vulns": []},
        ]
    }


HOLE = {"id": "GHSA-1", "aliases": ["CVE-2026-1"], "fix_versions": ["6.1.4"]}


def test_nothing_known_is_well() -> None:
    assert judge(answer(), [], TODAY).code == NONE


def test_a_known_hole_fails_and_tells_the_mended_version() -> None:
    verdict = judge(answer(HOLE), [], TODAY)
    assert verdict.code == FOUND
    assert verdict.lines == ["django 6.1.3: GHSA-1, mended in 6.1.4"]


@pytest.mark.parametrize(("until", "code"), [("2026-11-25", NONE), ("2026-11-24", FOUND)])
def test_a_hole_is_ignored_until_its_day(until: str, code: int) -> None:
    passing = Ignored("CVE-2026-1", "django", "Not called.", dt.date.fromisoformat(until))
    assert judge(answer(HOLE), [passing], TODAY).code == code


def test_a_package_that_could_not_be_checked_fails() -> None:
    told = answer()
    told["dependencies"][1] = {"name": "nh3", "skip_reason": "not found"}
    verdict = judge(told, [], TODAY)
    assert (verdict.code, verdict.lines) == (FOUND, ["nh3: could not be checked"])


def test_a_service_that_knows_nothing_at_all_was_not_reached() -> None:
    told = {"dependencies": [{"name": "django", "skip_reason": "not found"}]}
    verdict = judge(told, [], TODAY)
    assert verdict.code == NOT_CHECKED
    assert verdict.lines[0].startswith("optional: ")


def test_what_is_ignored_has_a_reason() -> None:
    assert all(row.reason for row in ignored())
