"""Which test modules depend on the database, read from the code.

A module depends on it when it locks rows, asks by raw SQL, catches a database's errors, casts,
truncates dates, numbers rows in windows or searches in text: there SQLite and PostgreSQL differ.
A test module depends on it when it does such a thing itself or is about such a module (`tested`).
Other tests say so by the marker `every_database`.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"

CALLS = {
    *("cursor", "RawSQL", "Cast", "Window", "TruncDate", "TruncMonth", "TruncYear"),
    *("ExtractMonth", "ExtractYear", "select_for_update", "one_at_a_time", "on_commit"),
}
ERRORS = {"IntegrityError", "OperationalError", "DataError", "DatabaseError"}
KEYWORDS = {"ignore_conflicts", "update_conflicts", "nulls_first", "nulls_last", "durable"}
# Alike wherever they stand, so tested where they are made: a lock by name, a wait for the commit,
# and what a database says when it cannot be reached.
ELSEWHERE = {"one_at_a_time", "on_commit", "OperationalError", "DatabaseError"}
# What compares text or parts of a day or a moment. Equality is alike everywhere, and so is a year,
# which Django asks as what lies between two days.
LOOKUPS = re.compile(
    r"(__(i?contains|i?startswith|i?endswith|iexact|i?regex|has_keys?)"
    r"|(^|_)(at|on|due|date)__(date|month))$"
)
# The beginning of a key is alike everywhere: SQLite takes capitals for small letters there, and in
# keys, which the program writes, they stand in one way.
OF_KEYS = re.compile(r"^(\w+__)?(key|slug|object_id)__startswith$")
NAMES = CALLS | ERRORS | KEYWORDS | {"vendor"}
# Fixtures of tests about how often the database is asked, which is alike on every one.
QUERY_COUNTERS = {"django_assert_num_queries", "django_assert_max_num_queries"}
# Parsing every module takes seconds; a module without any of these words shows no sign.
WORDS = re.compile(rf"\b(?:{'|'.join(sorted(NAMES))})\b|{LOOKUPS.pattern[:-1]}=")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def signs(tree: ast.AST) -> Iterator[str]:
    """Names that tell of the database, in calls, keywords and `except`, and `transaction` where a
    test asks for a real one.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield from {called} & CALLS
            words = {keyword.arg or "" for keyword in node.keywords}
            yield from words & (KEYWORDS | {"transaction"})
            yield from (w for w in words if LOOKUPS.search(w) and not OF_KEYS.match(w))
        elif isinstance(node, ast.ExceptHandler) and node.type:
            caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
            yield from caught & ERRORS
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "connection.vendor":
            yield "vendor"


@cache
def dependent_modules() -> frozenset[str]:
    """Dotted names of the product's modules that depend on the database."""
    found = set()
    for path in SRC.rglob("*.py"):
        if {"tests", "migrations", "marc"} & set(path.parts):
            continue
        if not WORDS.search(path.read_text(encoding="utf-8")):
            continue
        if set(signs(parsed(path))) - ELSEWHERE:
            found.add(dotted(path))
    return frozenset(found)


def dotted(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def file_of(module: str) -> Path | None:
    """Where a module of the product stands; None for other modules."""
    place = SRC.joinpath(*module.split("."))
    return next((p for p in (place / "__init__.py", place.with_suffix(".py")) if p.exists()), None)


def origin(module: str, name: str) -> str:
    """The module that a name comes from, through packages that import it to pass it on."""
    if file_of(f"{module}.{name}"):
        return f"{module}.{name}"
    path = file_of(module)
    if path and path.name == "__init__.py":
        for node in parsed(path).body:
            given = node.names if isinstance(node, ast.ImportFrom) and node.module else []
            if any(name == (alias.asname or alias.name) for alias in given):
                return origin(node.module, name)
    return module


def imported(tree: ast.AST) -> Iterator[str]:
    """Modules that a file takes names from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (origin(node.module, alias.name) for alias in node.names)


@cache
def depends(test: Path) -> bool:
    """Whether the tests of a file depend on the database."""
    own = CALLS | ERRORS | {"transaction", "vendor"}
    return not own.isdisjoint(signs(parsed(test))) or bool(tested(test) & dependent_modules())


def tested(test: Path) -> set[str]:
    """The modules that a test module is about: of its own room, those that it imports, that have
    its name, or that stand in a folder of its name; in a room inside a room, all of that room's.
    """
    if SRC not in test.parents:
        return set()
    room, *inside = test.relative_to(SRC / "kimppa").parts[:-2]
    topic = inside[-1] if inside else test.stem.removeprefix("test_")
    named = {module for module in dependent_modules() if topic in module.split(".")[2:]}
    taken = set(imported(parsed(test))) - {f"kimppa.{room}.area"}  # its card, not what it does
    return {module for module in named | taken if f"{module}.".startswith(f"kimppa.{room}.")}


def touches_a_database(item: pytest.Item) -> bool:
    """Whether a test uses the tests' database or starts instances."""
    uses = {"db", "transactional_db", "databases"} & set(getattr(item, "fixturenames", ()))
    return bool(uses) or item.get_closest_marker("django_db") is not None


def is_dependent(item: pytest.Item) -> bool:
    """Whether a test's file depends on the database, and so does what the test asks."""
    is_alike = item.get_closest_marker("on_sqlite") is not None or counts_queries(item)
    return touches_a_database(item) and depends(item.path) and not is_alike


def counts_queries(item: pytest.Item) -> bool:
    """Whether a test is about how often the database is asked, which is alike on every database."""
    return bool(QUERY_COUNTERS & set(getattr(item, "fixturenames", ())))


def is_for_postgres(item: pytest.Item) -> bool:
    """Whether PostgreSQL could change what a test sees. A browser sees what the server sends."""
    marks = {mark.name for mark in item.iter_markers()}
    if "sqlite" in marks:
        return False
    dear = {"browser", "operations"} & marks
    return "every_database" in marks or (touches_a_database(item) and not dear)
