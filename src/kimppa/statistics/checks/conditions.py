"""Conditions of checks: a small language of numbers, names and comparisons.

A condition says what must hold: `{m}_books <= {m}_total`, `abs(change) <= limit or small`. Names
are figures and facts; `last(X)` is last year's published value. What is missing makes the answer
None: a check that cannot be judged neither holds nor fails. `and` and `or` follow Kleene's logic.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

type Value = Decimal | bool | None
type Look = Callable[[str, str], Value]
"""Asked with ("", name) for a name and (function, name) for a function of a name."""


class ConditionError(ValueError):
    """A condition that is not of the language."""


_SUMS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

LONGEST = 1000


@lru_cache(maxsize=2000)
def parse(condition: str) -> ast.expr:
    """The condition's tree. Raises ConditionError for what the language has not."""
    if len(condition) > LONGEST:
        raise ConditionError(f"longer than {LONGEST} letters: {condition[:40]!r}")
    try:
        tree = ast.parse(condition.strip(), mode="eval").body
    except SyntaxError as error:
        raise ConditionError(f"{condition!r}: {error.msg}") from error
    except (RecursionError, MemoryError) as error:  # of the parser's own stack
        raise ConditionError(f"{condition!r} is nested too deeply") from error
    _check_tree(tree, condition)
    return tree


def _check_tree(tree: ast.expr, condition: str) -> None:
    node_types = (
        ast.BoolOp | ast.UnaryOp | ast.BinOp | ast.Compare | ast.Name | ast.Constant | ast.Call
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and not isinstance(node, node_types):
            raise ConditionError(f"{condition!r} has a {type(node).__name__}")
        if isinstance(node, ast.BinOp) and type(node.op) not in _SUMS:
            raise ConditionError(f"{condition!r} has a {type(node.op).__name__}")
        if isinstance(node, ast.Compare) and any(type(op) not in _COMPARED for op in node.ops):
            raise ConditionError(f"{condition!r} compares in a way that is not known")
        if isinstance(node, ast.Call) and not (
            isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords
        ):
            raise ConditionError(f"{condition!r} calls something unknown")


def names(condition: str) -> set[str]:
    """Every name that a condition speaks of."""
    return {node.id for node in ast.walk(parse(condition)) if isinstance(node, ast.Name)}


def holds(condition: str, look: Look) -> bool | None:
    """Whether the condition holds; None when something that matters is missing."""
    answer = _node_value(parse(condition), look)
    return None if answer is None else bool(answer)


def _node_value(node: ast.expr, look: Look) -> Value:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, bool) else Decimal(str(node.value))
    if isinstance(node, ast.Name):
        return look("", node.id)
    if isinstance(node, ast.BoolOp):
        return _logical(node, look)
    if isinstance(node, ast.UnaryOp):
        return _negation(node, look)
    if isinstance(node, ast.BinOp):
        return _arithmetic(node, look)
    if isinstance(node, ast.Compare):
        return _comparison(node, look)
    assert isinstance(node, ast.Call)
    return _call_value(node, look)


def _logical(node: ast.BoolOp, look: Look) -> bool | None:
    """False decides an `and`, True an `or`; else a missing part leaves it open."""
    deciding = isinstance(node.op, ast.Or)
    has_unknown = False
    for operand in node.values:
        answer = _node_value(operand, look)
        if answer is None:
            has_unknown = True
        elif bool(answer) is deciding:
            return deciding
    return None if has_unknown else not deciding


def _negation(node: ast.UnaryOp, look: Look) -> Value:
    value = _node_value(node.operand, look)
    if value is None:
        return None
    return not value if isinstance(node.op, ast.Not) else -Decimal(value)


def _arithmetic(node: ast.BinOp, look: Look) -> Decimal | None:
    left, right = _node_value(node.left, look), _node_value(node.right, look)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Div | ast.Mod) and right == 0:
        return None
    return Decimal(_SUMS[type(node.op)](Decimal(left), Decimal(right)))


def _comparison(node: ast.Compare, look: Look) -> bool | None:
    operands = [_node_value(operand, look) for operand in (node.left, *node.comparators)]
    has_unknown = False
    for index, compare in enumerate(node.ops):
        left, right = operands[index], operands[index + 1]
        if left is None or right is None:
            has_unknown = True
        elif not _COMPARED[type(compare)](left, right):
            return False
    return None if has_unknown else True


def _call_value(node: ast.Call, look: Look) -> Value:
    assert isinstance(node.func, ast.Name)
    argument = node.args[0]
    if node.func.id == "abs":
        value = _node_value(argument, look)
        return None if value is None else abs(Decimal(value))
    if node.func.id == "known":
        return _node_value(argument, look) is not None
    if not isinstance(argument, ast.Name):
        raise ConditionError(f"{node.func.id} is asked of something without a name")
    return look(node.func.id, argument.id)
