"""Read from the code what each action asks of who acts, and what it writes into the audit log.

    python scripts/rights.py            print the table
    python scripts/rights.py --write    write it into docs/developer/rights.md

An action is a public function with a keyword `by`, wherever it stands. Checks are followed into the
functions that it calls; what calls another action names it, and that has its own line. What writes
without being given who acts (what the worker does, sessions, what the public sends) has a line too:
what it writes itself, and what it does as the system. A test compares the table with the code, so a
check or an audit row that is lost is seen as a line that differs.
"""

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
TABLE = ROOT / "docs" / "developer" / "rights.md"
DEPTH = 6
WORD = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")  # of the audit log: "task.create"
FILES = (".tsv", ".toml", ".typ")  # are written like one
HEAD = """# What each action asks and logs

Made from the code by `scripts/rights.py --write`; a test compares. *asks* is what whoever acts must
be allowed, with the municipality where it is compared; *log* is the audit row; *calls* are actions
with a line of their own. Why an action asks nothing stands in `tests/contracts/test_rights.py`.
*As the system* is what is done with every right, and *writes* what a function writes that is not
given who acts.
"""
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "aupdate",
}  # fmt: skip
UNFOLLOWED = {"kimppa.core.audit.actions"}  # its log stands with whoever calls it
SEES = {"views", "demo", "management"}  # who asks for a page is known there; a demo is no work


@dataclass
class Module:
    """One module: its functions and what its names are imported from."""

    name: str
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)

    @property
    def writes_rows(self) -> bool:
        """Whether what the module saves can be rows: others draw pictures and documents."""
        sources = (*self.imports.values(), self.name)
        return any("models" in path.split(".") for path in sources)


@dataclass
class Rights:
    """What one action asks, logs and calls, each once and in the order of the code."""

    asks: dict[str, None] = field(default_factory=dict)
    log: dict[str, None] = field(default_factory=dict)
    calls: dict[str, None] = field(default_factory=dict)
    as_system: dict[str, None] = field(default_factory=dict)
    writes: dict[str, None] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = (
            ("asks", self.asks),
            ("log", self.log),
            ("calls", self.calls),
            ("as the system", self.as_system),
            ("writes", self.writes),
        )
        return "; ".join(f"{name} {', '.join(values)}" for name, values in parts if values)


@cache
def modules() -> dict[str, Module]:
    """Every module of the rooms, by its dotted name."""
    paths = (
        path
        for path in sorted((SRC / "kimppa").rglob("*.py"))
        if not {"tests", "migrations", "marc"} & set(path.parts)
    )
    return {module.name: module for module in map(read, paths)}


def read(path: Path) -> Module:
    """Read one module."""
    parts = path.relative_to(SRC).with_suffix("").parts
    module = Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            module.functions[node.name] = node
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                module.imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return module


def is_action(function: ast.FunctionDef) -> bool:
    """Whether a function is an action that others call."""
    names = {argument.arg for argument in function.args.kwonlyargs}
    return "by" in names and not function.name.startswith("_")


def may_write_unasked(module: Module, function: ast.FunctionDef) -> bool:
    """Whether others call a function that is not given who acts."""
    names = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    is_public = not function.name.startswith("_") and not SEES & set(module.name.split("."))
    return is_public and not names & {"by", "request"}


@cache
def actions() -> dict[str, Rights]:
    """Every action by its dotted name without `kimppa`, with its rights."""
    return {
        f"{module.name}.{name}".removeprefix("kimppa."): rights_of(module, function)
        for module in modules().values()
        for name, function in module.functions.items()
        if is_action(function)
    }


@cache
def writers() -> dict[str, Rights]:
    """What writes without being given who acts, by its dotted name without `kimppa`."""
    every = {
        f"{module.name}.{name}".removeprefix("kimppa."): writes_of(module, function)
        for module in modules().values()
        for name, function in module.functions.items()
        if may_write_unasked(module, function)
    }
    return {name: rights for name, rights in every.items() if rights.writes or rights.as_system}


def writes_of(module: Module, function: ast.FunctionDef) -> Rights:
    """What a function writes and does as the system, itself and by its module's own helpers."""
    rights, waiting, seen = Rights(), [function], {function.name}
    while waiting:
        for call in _calls(waiting.pop()):
            if written := row_written(call) if module.writes_rows else "":
                rights.writes[written] = None
            _note_system(module, call, rights)
            helper = module.functions.get(ast.unparse(call.func))
            if helper and helper.name.startswith("_") and helper.name not in seen:
                seen.add(helper.name)
                waiting.append(helper)
    return rights


def row_written(call: ast.Call) -> str:
    """The model, or the name of the row, that a call writes; empty for other calls."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return ""
    text = ast.unparse(call.func)
    if call.func.attr not in {"save", "delete"} and ".objects." not in text:
        return ""
    return text.partition(".")[0].partition("(")[0]


def _note_system(module: Module, call: ast.Call, rights: Rights) -> None:
    """Note a call that acts with every right, whoever asked for it."""
    by = [keyword.value for keyword in call.keywords if keyword.arg == "by"]
    if by and ast.unparse(by[0]).rpartition(".")[2] == "SYSTEM":
        target = called(module, call)
        name = f"{target[0].name}.{target[1].name}" if target else ast.unparse(call.func)
        rights.as_system[name.removeprefix("kimppa.")] = None


def rights_of(module: Module, function: ast.FunctionDef) -> Rights:
    """What a function asks, logs and calls, itself and by the helpers that it calls."""
    rights = Rights()
    _collect(module, function, rights, seen=set(), depth=DEPTH)
    return rights


def _collect(
    module: Module, function: ast.FunctionDef, rights: Rights, *, seen: set[str], depth: int
) -> None:
    seen.add(f"{module.name}.{function.name}")
    for comparison in _comparisons(function):
        rights.asks[f"own: {ast.unparse(comparison)}"] = None
    for call in _calls(function):
        target = called(module, call)
        _note_system(module, call, rights)
        if is_check(call):
            rights.asks[check_text(call)] = None
        for action in log_actions(call):
            rights.log[action] = None
        if target is None:
            continue
        home, helper = target
        name = f"{home.name}.{helper.name}"
        if is_action(helper) and home.name not in UNFOLLOWED:
            rights.calls[name.removeprefix("kimppa.")] = None
        elif depth and name not in seen and not name.startswith("kimppa.core.permissions"):
            _collect(home, helper, rights, seen=seen, depth=depth - 1)


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    """The calls within a function and its decorators, in the order of the code."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return iter(sorted(calls, key=lambda call: (call.lineno, call.col_offset)))


def _comparisons(function: ast.FunctionDef) -> Iterator[ast.Compare]:
    """Where whoever acts is compared with whose something is."""
    for node in ast.walk(function):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        is_person = any(ast.unparse(side) in {"by", "by.pk"} for side in sides)
        if is_person and not any(isinstance(side, ast.Constant) for side in sides):
            assert isinstance(node, ast.Compare)
            yield node


def called(module: Module, call: ast.Call) -> tuple[Module, ast.FunctionDef] | None:
    """The function of the house that a call leads to, with its module."""
    name = ast.unparse(call.func)
    if name == "partial" and call.args:
        name = ast.unparse(call.args[0])
    first, _dot, rest = name.partition(".")
    if not rest and first in module.functions:
        return module, module.functions[first]
    path = module.imports.get(first, "")
    return defined(f"{path}.{rest}" if rest else path)


def defined(path: str) -> tuple[Module, ast.FunctionDef] | None:
    """The function of a dotted name, with its module; a package may only hand it on."""
    home, _dot, function = path.rpartition(".")
    target = modules().get(home)
    if target is None:
        return None
    if function in target.functions:
        return target, target.functions[function]
    handed_on = target.imports.get(function, "")
    return defined(handed_on) if handed_on else None


def is_check(call: ast.Call) -> bool:
    """Whether a call asks what somebody may: `require(by, …)`, `by.can(…)`, `may_write(by, …)`."""
    name = ast.unparse(call.func)
    checks = {"require", "permissions.require", "require_undo", "_refuse"}
    return name in checks or name.endswith(".can") or name.startswith("may_")


def check_text(call: ast.Call) -> str:
    """A check as text: the permission, and the municipality that is compared."""
    name = ast.unparse(call.func)
    if name == "_refuse" or name.startswith("may_"):
        return ast.unparse(call)
    values = [ast.unparse(argument).removeprefix("Permission.") for argument in call.args]
    values += [ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg]
    if not name.endswith(".can"):
        values = values[1:]
    return " at ".join(values) or "the right to the row"


def log_actions(call: ast.Call) -> Iterator[str]:
    """The words that a call writes into the audit log: named, or given by place."""
    for argument in call.args:
        text = str(argument.value) if isinstance(argument, ast.Constant) else ""
        if WORD.fullmatch(text) and not text.endswith(FILES):
            yield text
    for keyword in call.keywords:
        if keyword.arg == "action" and not isinstance(keyword.value, ast.Name | ast.Call):
            yield ast.unparse(keyword.value).removeprefix("f").strip("'\"")


def unasked() -> list[str]:
    """Actions in which neither they nor what they call asks who acts."""
    every = actions()
    return [name for name in every if not _asks(every, name, ())]


def _asks(every: dict[str, Rights], name: str, seen: tuple[str, ...]) -> bool:
    if name not in every or name in seen:
        return False
    rights = every[name]
    return bool(rights.asks) or any(_asks(every, call, (*seen, name)) for call in rights.calls)


def table() -> str:
    """The whole table as Markdown."""
    lines, room = [HEAD.strip()], ""
    for name, rights in sorted((actions() | writers()).items()):
        if (place := name.rpartition(".")[0]) != room:
            room = place
            lines += ["", f"## {room}", ""]
        lines.append(f"- `{name.rpartition('.')[2]}`: {str(rights) or 'nothing'}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.relative_to(ROOT)}")
    if parser.parse_args().write:
        TABLE.write_text(table(), encoding="utf-8")
    else:
        print(table(), end="")


if __name__ == "__main__":
    main()
