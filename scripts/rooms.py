"""Count what each room costs to read: its frame, branches, templates, texts and names.

    python scripts/rooms.py                    every room, a line each
    python scripts/rooms.py --names pages      the names in a room that stand for a thing badly
    python scripts/rooms.py --sample 40        functions drawn by chance
    python scripts/rooms.py --map              the rooms by layers

The *frame* is what a room writes to be seen: all its Python but tables (`models`), reads
(`queries`), writes (`actions`), pure rules (what imports no Django), migrations and tests. An area
stays under `LIMIT` lines of it, or docs/decisions/0166 says what stands above.
"""

import argparse
import ast
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "kimppa"
LIMIT = 1_500
OUTSIDE = {"tests", "migrations", "__pycache__"}
NO_FRAME = {"models", "queries", "actions"}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
BRANCHES = (
    ast.If, ast.For, ast.While, ast.Try, ast.IfExp, ast.BoolOp, ast.comprehension, ast.Match,
)  # fmt: skip
BRANCHING_TAGS = re.compile(r"{%-?\s*(?:if|elif|for|with|empty|else)\b")
TEXTS = re.compile(r"{%-?\s*(?:translate|trans|blocktranslate|blocktrans)\b")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "_n", "_p"}

# Participles, past forms and pronouns: as a name they say that there is a thing, not which.
WORDS = """
    told made found said one ones asked given taken seen held kept known named begun done gone
    laid drawn written brought tried heard came stood stands tells says saying telling sent wanted
    meant thought felt left others other another those these this that it they them what which who
    whom whose thing things counted placed gathered looked learned settled bound met put borne
    chosen spoken grown worked shown handed turned carried cut led lain lost won paid sold bought
    caught taught
"""
VAGUE = frozenset(WORDS.split())


@dataclass
class Room:
    """What one room costs: lines, branches and texts."""

    name: str
    lines: int = 0
    frame: int = 0
    branches: int = 0
    template_lines: int = 0
    templates: int = 0
    texts: int = 0
    names: int = 0
    vague: int = 0

    @property
    def vague_share(self) -> float:
        """Vague names, per cent of all bound names."""
        return 100 * self.vague / self.names if self.names else 0.0


def rooms() -> list[str]:
    """The packages directly below `kimppa`, in alphabetical order."""
    return sorted(path.parent.name for path in SRC.glob("*/__init__.py"))


def modules(folder: Path) -> Iterator[Path]:
    """The Python files below a folder that are neither tests nor migrations."""
    for path in sorted(folder.rglob("*.py")):
        if not OUTSIDE & set(path.relative_to(folder).parts):
            yield path


def measure(name: str) -> Room:
    """Count one room."""
    room, folder = Room(name), SRC / name
    for path in modules(folder):
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        lines = source.count("\n")
        room.lines += lines
        names = Counter(bound_names(tree))
        room.names += names.total()
        room.vague += sum(count for name, count in names.items() if is_vague(name))
        room.texts += sum(is_text(node) for node in ast.walk(tree))
        if in_frame(path.relative_to(folder), tree):
            room.frame += lines
            room.branches += sum(isinstance(node, BRANCHES) for node in ast.walk(tree))
    for path in sorted(folder.glob("**/templates/**/*.html")):
        source = path.read_text(encoding="utf-8")
        room.templates += 1
        room.template_lines += source.count("\n")
        room.branches += len(BRANCHING_TAGS.findall(source))
        room.texts += len(TEXTS.findall(source))
    return room


def in_frame(path: Path, tree: ast.Module) -> bool:
    """Whether a module, by its path within the room, belongs to the room's frame."""
    words = {*path.parts[:-1], path.stem}
    return not NO_FRAME & words and (path.stem == "urls" or imports_django(tree))


def imports_django(tree: ast.Module) -> bool:
    """Whether a module imports Django, or a module of Kimppa that shows something."""
    sources = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    return any(name.split(".")[0] in {"django", "ninja"} or ".ui" in name for name in sources)


def is_text(node: ast.AST) -> bool:
    """Whether a node is a text for people."""
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT
    )


def bound_names(tree: ast.AST) -> Iterator[str]:
    """Each name that the code binds: functions, classes, parameters and variables."""
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS | ast.ClassDef):
            yield node.name
        if isinstance(node, FUNCTIONS):
            arguments = node.args
            for argument in arguments.posonlyargs + arguments.args + arguments.kwonlyargs:
                yield argument.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def is_vague(name: str) -> bool:
    """Whether a name, without underscores and a number at its end, is a vague word."""
    return re.sub(r"\d+$", "", name.strip("_")).lower() in VAGUE


def vague_names(folder: Path) -> list[str]:
    """`file:line name` of each vague name below a folder."""
    places = []
    for path in modules(folder):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name, line = "", 0
            if isinstance(node, FUNCTIONS | ast.ClassDef):
                name, line = node.name, node.lineno
            elif isinstance(node, ast.arg):
                name, line = node.arg, node.lineno
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name, line = node.id, node.lineno
            if is_vague(name):
                places.append(f"{path.relative_to(ROOT)}:{line} {name}")
    return places


def sample(count: int, seed: int) -> Iterator[str]:
    """Functions drawn by chance from the whole house: place and source."""
    functions = [
        (path, node)
        for path in modules(SRC)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, FUNCTIONS)
    ]
    chance = random.Random(seed)  # a draw, no secret
    for path, node in chance.sample(functions, count):
        lines = path.read_text(encoding="utf-8").splitlines()[node.lineno - 1 : node.end_lineno]
        yield "\n".join([f"# {path.relative_to(ROOT)}:{node.lineno}", *lines, ""])


def table(measures: list[Room]) -> str:
    """The rooms as lines of text, with their sum."""
    total = Room("all")
    for room in measures:
        for field in vars(total):
            if field != "name":
                setattr(total, field, getattr(total, field) + getattr(room, field))
    titles = f"{'room':<12}{'lines':>8}{'frame':>8}{'branches':>10}{'templates':>11}"
    titles += f"{'their lines':>13}{'texts':>8}{'vague names':>14}"
    return "\n".join(
        [
            titles,
            *(
                f"{room.name:<12}{room.lines:>8}{room.frame:>8}{room.branches:>10}"
                f"{room.templates:>11}{room.template_lines:>13}{room.texts:>8}"
                f"{room.vague_share:>12.1f} %"
                for room in [*measures, total]
            ),
        ]
    )


def house_map() -> str:
    """The rooms by layers, the top first: who imports whom only ever points downwards.

    The layers are those that import-linter holds; a room's sentence is its package's docstring.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    modules = {path.stem for path in SRC.glob("*.py")}
    present, lines = {*rooms(), *modules}, ["```text"]
    for layer in layers:
        names = [name for name in re.findall(r"\w+", layer) if name in present]
        lines += [f"{name:<12}{purpose(name)}" for name in names]
        lines.append(" " * 12 + "│")
    return "\n".join([*lines[:-1], "```"]) + "\n"


def purpose(name: str) -> str:
    """The first sentence of a room's docstring, or of a module's that is no room."""
    path = SRC / name / "__init__.py"
    path = path if path.exists() else SRC / f"{name}.py"
    source = path.read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def main() -> None:
    """Print what is asked."""
    summary, _empty, usage = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=usage, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--names", metavar="ROOM", help="list a room's vague names")
    parser.add_argument("--sample", type=int, metavar="N", help="print N functions drawn by chance")
    parser.add_argument("--map", action="store_true", help="print the rooms by layers")
    parser.add_argument("--seed", type=int, default=0, help="of the draw")
    options = parser.parse_args()
    if options.map:
        print(house_map(), end="")
    elif options.names:
        print(*vague_names(SRC / options.names), sep="\n")
    elif options.sample:
        print(*sample(options.sample, options.seed), sep="\n")
    else:
        print(table([measure(name) for name in rooms()]))


if __name__ == "__main__":
    main()
