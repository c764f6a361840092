"""Every form that saves over a row carries what its writer saw: no save wipes out another."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src" / "kimppa"
CHANGES = re.compile(r"^(change|correct|edit|save|update|rename|revise)(_|$)")
# A view that saves by hand and writes over nothing that its writer read: a password is one's own.
HAND_WRITTEN = {"desk/me/views.py:my_password"}


def views() -> Iterator[tuple[str, ast.FunctionDef]]:
    for file in sorted(ROOT.rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        if "/tests/" in place or not re.search(r"views(/|\.py$)", place):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield f"{place}:{node.name}", node


def calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            yield ast.unparse(call.func).rpartition(".")[2], call


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def changes_a_row(save: ast.expr) -> bool:
    names = [node.id for node in ast.walk(save) if isinstance(node, ast.Name)]
    names += [node.attr for node in ast.walk(save) if isinstance(node, ast.Attribute)]
    return any(CHANGES.match(name) for name in names)


def test_a_form_page_that_changes_a_row_says_over_which() -> None:
    careless = [
        place
        for place, view in views()
        for name, call in calls(view)
        if name == "form_page"
        and (save := keyword(call, "save"))
        and changes_a_row(save)
        and not keyword(call, "over")
    ]
    assert careless == []


def test_a_view_that_saves_over_a_row_by_hand_saves_one_at_a_time() -> None:
    careless = set()
    for place, view in views():
        names = {name for name, _call in calls(view)}
        by_hand = "is_valid" in names and any(map(CHANGES.match, names))
        if by_hand and "one_save_at_a_time" not in map(decorator, view.decorator_list):
            careless.add(place)
    assert careless == HAND_WRITTEN


def decorator(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]
