"""The repository names no machine, no registry and no tool of the place where it was written."""

import re
from pathlib import Path

from tests.architecture.conftest import ROOT

# Written in pieces, so that this file does not name them either.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"\bpypi\." + "org",
            r"pythonhosted\." + "org",
            r"registry\.npmjs\." + "org",
            r"deb\.debian\." + "org",
            r"proxy\.golang\." + "org",
            r"(?<![\w.])/" + r"work/(main|shared|wt-)",
            r"(?<![\w.])/" + r"(root|home/\w+|tmp)/",
            r"(?<![\w.])/" + r"opt/(wheels|venv)",
            r"\b" + "clau" + "de" + r"\b",
            r"\b" + "anthro" + "pic",
            r"\b" + "chat" + "gpt",
            r"\b" + "co-authored" + "-by",
        ]
    ),
    re.IGNORECASE,
)
EXEMPT = {"uv.lock"}


def test_no_registry_machine_path_or_tool_is_named(files: tuple[Path, ...]) -> None:
    named = [
        f"{path.relative_to(ROOT)}:{number} {found.group()!r}"
        for path in files
        if path.name not in EXEMPT and "vendor" not in path.parts
        for number, line in enumerate(text_lines(path), 1)
        if (found := FORBIDDEN.search(line))
    ]
    assert not named


def test_no_section_is_cited_of_a_document_that_is_not_here(files: tuple[Path, ...]) -> None:
    """Whoever reads the code has only the repository; standards are cited by their own names."""
    cited = re.compile(r"(?:\bDESIGN|[\w-]+\.md) " + "§")
    named = [
        f"{path.relative_to(ROOT)}:{number} {found.group()}"
        for path in files
        for number, line in enumerate(text_lines(path), 1)
        if (found := cited.search(line))
    ]
    assert not named


def text_lines(path: Path) -> list[str]:
    """The lines of a text file; none of a binary one."""
    content = path.read_bytes()
    return [] if b"\0" in content[:8000] else content.decode("utf-8", "replace").splitlines()


def test_a_forbidden_name_is_seen() -> None:
    for text in ("https://pypi." + "org/simple", "open('/" + "work/main')", "/" + "home/me/x"):
        assert FORBIDDEN.search(text)
    for text in ("frameworks", "a/work/b", "src/home/x", "https://example.org/home/"):
        assert not FORBIDDEN.search(text)
