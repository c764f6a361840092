"""What can be set or run is written down."""

import re
from pathlib import Path

from django.core.management import get_commands

from tests.architecture.conftest import ROOT

SETTING = re.compile(r"\bKIMPPA_[A-Z_]+\b")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_every_setting_is_documented(product_files: tuple[Path, ...]) -> None:
    used = {
        name
        for path in product_files
        if path.parent.name == "config"
        for name in SETTING.findall(path.read_text(encoding="utf-8"))
    }
    told = set(SETTING.findall(documentation()))
    assert used, "no setting was found: the search is wrong"
    assert not used - told, f"not in docs/: {sorted(used - told)}"


def test_every_command_is_documented() -> None:
    ours = {
        name.replace("_", "-") for name, app in get_commands().items() if app.startswith("kimppa.")
    }
    text = documentation()
    untold = [name for name in sorted(ours) if not re.search(rf"\bkimppa {name}\b", text)]
    assert not untold, f"not in docs/: {untold}"


def test_links_between_pages_lead_somewhere(files: tuple[Path, ...]) -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in files
        if page.suffix == ".md" and "vendor" not in page.parts
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken


def test_every_benchmark_is_written_down() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    ours = sorted(path.name for path in (ROOT / "bench").glob("bench_*.py"))
    assert ours
    assert [name for name in ours if name not in page] == []
