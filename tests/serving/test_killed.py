"""The power goes while people write: what was acknowledged is there, and nothing by half."""

import threading
from collections.abc import Callable

import pytest

from tests.databases import asked, connected, is_whole
from tests.journeys.instance import Instance
from tests.serving.conftest import Start
from tests.serving.server import MISSED, Server, wait_for
from tests.serving.visitor import Visitor

pytestmark = pytest.mark.every_database

WRITERS, ROUNDS, AT_LEAST = 6, 3, 25


class Writer(threading.Thread):
    """Adds tasks one after another until the server is gone; remembers what was acknowledged."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        super().__init__(name=name)
        self.visitor = Visitor(visitor.port, None, dict(visitor.cookies), visitor.token)
        self.acknowledged: list[str] = []
        self.refused: list[int] = []

    def run(self) -> None:
        number = 0
        while True:
            number += 1
            title = f"{self.name} {number}"
            try:
                answer = self.visitor.post("/tasks/add/", {"title": title, "topic": "meetings"})
            except MISSED:
                return
            if answer.status == 302:
                self.acknowledged.append(title)
            else:
                self.refused.append(answer.status)


def titles(served: Instance) -> set[str]:
    with connected(served.home) as connection:
        return {row[0] for row in connection.execute("SELECT title FROM core_task").fetchall()}


def test_a_server_killed_in_mid_write_loses_nothing_that_it_acknowledged(
    served: Instance, start: Start, signed_in: Callable[[Server], Visitor]
) -> None:
    server = start("--workers", "2")
    visitor = signed_in(server)
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        writers = [Writer(visitor, f"kierros {number} kirjoittaja {one}") for one in range(WRITERS)]
        for writer in writers:
            writer.start()
        wait_for(lambda: sum(len(one.acknowledged) for one in writers) >= AT_LEAST)  # noqa: B023
        server.kill()
        for writer in writers:
            writer.join(60)
        assert not [status for writer in writers for status in writer.refused]
        acknowledged |= {title for writer in writers for title in writer.acknowledged}
        server = start("--workers", "2")
        assert acknowledged <= titles(served)
    assert is_whole(served.home)
    each_has_its_line_in_the_log(served)
    assert visitor.post("/tasks/add/", {"title": "Jälkeen", "topic": "meetings"}).status == 302
    assert server.end() == 0


def each_has_its_line_in_the_log(served: Instance) -> None:
    """A task without an audit row, or a row without its task, would be half a write."""
    tasks = asked(served.home, "SELECT count(*) FROM core_task")[0]
    query = """SELECT count(*), count(DISTINCT object_id) FROM core_auditevent
        WHERE model = 'core.task' AND object_id IN (SELECT CAST(id AS TEXT) FROM core_task)"""
    assert asked(served.home, query) == (tasks, tasks)
    query = "SELECT count(*) FROM core_auditevent WHERE model = 'core.task'"
    assert asked(served.home, query) == (tasks,)
