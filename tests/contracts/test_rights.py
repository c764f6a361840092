"""Each action asks who acts, and writes the audit log: the table says what, the code holds it."""

import ast

from scripts import rights

# Why an action asks nothing, neither by itself nor in what it calls.
OWN = "of whoever acts: there is no other's to name"
CALLED = "by actions that have asked; it decides nothing by itself"
PUBLIC = "the public writes too, without an account"
UNASKED = {
    "add": CALLED,
    "add_clauses": CALLED,
    "add_message": PUBLIC,
    "blank": CALLED,
    "call_again": CALLED,
    "call_off": CALLED,
    "change": CALLED,
    "close_again": CALLED,
    "forget_sender": CALLED,
    "make_ticket": PUBLIC,
    "record": CALLED,
    "record_fetch": CALLED,
    "record_figure": CALLED,
    "reinstate": CALLED,
    "remove": CALLED,
    "reopen_for": PUBLIC,
    "retract": CALLED,
    "rewrite": CALLED,
    "set_language": OWN,
    "set_rhythm": OWN,
    "set_password": OWN,
    "subscribe": OWN,
    "tell_change": CALLED,
    "withdraw_figure": CALLED,
}


def test_each_action_asks_who_acts() -> None:
    unasked = {name.rpartition(".")[2]: name for name in rights.unasked()}
    strange = [name for function, name in unasked.items() if function not in UNASKED]
    assert not strange, "these write for anybody: let them `require`, or say why in UNASKED"
    assert not UNASKED.keys() - unasked.keys(), "these ask now: take them out of UNASKED"


def test_the_table_is_that_of_the_code() -> None:
    assert rights.TABLE.read_text(encoding="utf-8") == rights.table(), (
        "a right or an audit row has changed: look at it, then `scripts/rights.py --write`"
    )


def test_a_lost_check_is_seen() -> None:
    source = """
def close(*, by, ticket):
    _check(by, ticket)
    record(by=by, action="feedback.close", obj=ticket)

def _check(by, ticket):
    require(by, Permission.DO_TASKS, ticket.municipality)
"""
    module = rights.Module("kimppa.x.actions")
    module.functions = {f.name: f for f in ast.parse(source).body if isinstance(f, ast.FunctionDef)}
    whole = str(rights.rights_of(module, module.functions["close"]))
    assert whole == "asks DO_TASKS at ticket.municipality; log feedback.close"
    del module.functions["_check"].body[0]
    assert str(rights.rights_of(module, module.functions["close"])) == "log feedback.close"
