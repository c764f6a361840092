"""Each action asks who acts, and writes the audit log: the table says what, the code holds it.

So does every other function that writes, wherever it stands.
"""

import ast

from scripts import rights

# Why an action asks nothing, neither by itself nor in what it calls.
OWN = "of whoever acts: there is no other's to name"
CALLED = "by actions that have asked; it decides nothing by itself"
PUBLIC = "the public writes too, without an account"
UNASKED = {
    "add": CALLED,
    "add_app": OWN,
    "add_clauses": CALLED,
    "add_message": PUBLIC,
    "add_passkey": OWN,
    "blank": CALLED,
    "call_again": CALLED,
    "call_off": CALLED,
    "change": CALLED,
    "change_target": CALLED,
    "close_again": CALLED,
    "confirm_codes": OWN,
    "forget": CALLED,
    "forget_sender": CALLED,
    "make_ticket": PUBLIC,
    "new_codes": OWN,
    "record": CALLED,
    "record_fetch": CALLED,
    "record_figure": CALLED,
    "reinstate": CALLED,
    "remember": CALLED,
    "remove": CALLED,
    "reopen_for": PUBLIC,
    "retract": CALLED,
    "rewrite": CALLED,
    "set_language": OWN,
    "set_rhythm": OWN,
    "set_password": OWN,
    "settle_places": CALLED,
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
    module = rights.Module("kimppa.x.rows")
    module.functions = {f.name: f for f in ast.parse(source).body if isinstance(f, ast.FunctionDef)}
    whole = str(rights.rights_of(module, module.functions["close"]))
    assert whole == "asks DO_TASKS at ticket.municipality; log feedback.close"
    del module.functions["_check"].body[0]
    assert str(rights.rights_of(module, module.functions["close"])) == "log feedback.close"


def test_what_writes_without_whoever_acts_is_seen() -> None:
    source = """
from kimppa.x.models import Row
from kimppa.x.actions import close

def tidy():
    _drop()
    close(by=SYSTEM, row=1)

def _drop():
    Row.objects.filter(old=True).delete()
"""
    module = rights.Module("kimppa.x.tasks", imports={"Row": "kimppa.x.models.Row"})
    tree = ast.parse(source)
    module.functions = {f.name: f for f in tree.body if isinstance(f, ast.FunctionDef)}
    tidy = module.functions["tidy"]
    assert rights.may_write_unasked(module, tidy)
    assert str(rights.writes_of(module, tidy)) == "as the system close; writes Row"
