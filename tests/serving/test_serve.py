"""`kimppa serve` as its keeper knows it: it starts, stops, recovers and says what is wrong."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kimppa.operations.management.commands.serve import KILL_SECONDS
from tests.databases import asked, connected, on_postgres
from tests.journeys.instance import Instance
from tests.serving.conftest import Start, refused
from tests.serving.server import Server, wait_for
from tests.serving.visitor import Answer, Visitor

CHECK = "/tarkista/"
type SignIn = Callable[[Server], Visitor]


def task(title: str) -> dict[str, str]:
    return {"title": title, "topic": "meetings"}


def count(served: Instance, title: str) -> int:
    return int(asked(served.home, "SELECT count(*) FROM core_task WHERE title = ?", title)[0])


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_request_under_way_is_answered_before_the_server_stops(
    served: Instance, start: Start, signed_in: SignIn, signum: int
) -> None:
    """The request is slow because somebody else holds the database."""
    server = start("--workers", "1")
    visitor = signed_in(server)
    answers: list[Answer] = []
    with connected(served.home) as holder:
        lock = "LOCK TABLE core_task IN EXCLUSIVE MODE" if on_postgres() else "BEGIN IMMEDIATE"
        holder.execute(lock)
        slow = threading.Thread(
            target=lambda: answers.append(visitor.post("/tasks/add/", task("Hidas")))
        )
        slow.start()
        wait_for(lambda: waits_for_the_database(served, server))
        server.process.send_signal(signum)
        wait_for(lambda: "Shutting down" in server.log.read_text(encoding="utf-8"))
        assert not answers
    slow.join(30)
    assert [answer.status for answer in answers] == [302]
    assert server.process.wait(30) == 0
    assert count(served, "Hidas") == 1
    assert _stopping(server) < timedelta(seconds=KILL_SECONDS)  # a killed one takes all of it


def _stopping(server: Server) -> timedelta:
    """How long the worker took to stop, by the log.

    That granian says of it "refused to gracefully stop" means nothing: two of its threads wait
    for the worker's end, and the one that comes second may ask before the first has noted it.
    """
    said = {line["message"]: datetime.fromisoformat(line["time"]) for line in server.lines()}
    return said["Stopped worker-1"] - said["Stopping worker-1"]


def waits_for_the_database(served: Instance, server: Server) -> bool:
    """Whether a worker stands at the lock: in PostgreSQL it says so; SQLite sleeps between tries
    in a thread that has read the request's whole body."""
    if on_postgres():
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(asked(served.home, query)[0])
    [worker] = server.workers()
    threads = Path(f"/proc/{worker}/task").iterdir()
    return any("nanosleep" in (thread / "wchan").read_text() for thread in threads)


def test_a_killed_worker_is_replaced(start: Start) -> None:
    server = start("--workers", "2")

    def answers() -> bool:
        try:
            return server.visitor().get("/healthz").status == 200
        except ConnectionRefusedError:  # the other worker may only just be starting
            return False

    before = server.workers()
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: len(server.workers()) == 2 and min(before) not in server.workers())
    for _try in range(10):
        wait_for(answers)
    assert server.end() in (0, 1)


def test_a_taken_port_is_told_in_plain_words(served: Instance) -> None:
    with socket.create_server(("127.0.0.1", served.port)):
        told = refused(served, "--port", str(served.port))
    assert str(served.port) in told
    assert f"--port {served.port + 1}" in told
    assert "Traceback" not in told


def test_a_unix_socket_is_served_once_and_taken_over_when_left_behind(
    served: Instance, start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "k.sock"
    server = start("--socket", str(path))
    assert server.visitor().get("/healthz").status == 200
    assert path.stat().st_mode & 0o007 == 0
    assert str(path) in refused(served, "--socket", str(path))
    server.kill()
    assert path.exists()
    again = start("--socket", str(path))
    assert again.end() == 0
    assert not path.exists()
    path.write_text("a file of somebody's")
    assert str(path) in refused(served, "--socket", str(path))


def test_a_page_from_memory_is_dropped_in_every_process_by_a_write(
    start: Start, signed_in: SignIn
) -> None:
    server = start("--workers", "2")
    visitor, signed = server.visitor(), signed_in(server)
    pages = [visitor.get(CHECK) for _ in range(20)]
    assert {page.status for page in pages} == {200}
    assert len([page for page in pages if "x-request-id" not in page.headers]) >= 10
    tag = pages[0].headers["etag"]
    assert visitor.get(CHECK, **{"If-None-Match": tag}).status == 304
    assert visitor.get(CHECK, **{"Accept-Encoding": "br"}).headers["content-encoding"] == "br"
    made = sum(line.get("path") == CHECK for line in server.lines())
    assert 1 <= made <= 2  # once by each process
    assert signed.post("/tasks/add/", task("Muutos")).status == 302
    visitor.get(CHECK)
    assert sum(line.get("path") == CHECK for line in server.lines()) == made + 1


def test_the_log_is_json_and_metrics_add_up_all_processes(start: Start, signed_in: SignIn) -> None:
    token = "0123456789abcdef"
    server = start("--workers", "2", KIMPPA_METRICS_TOKEN=token)
    visitor = signed_in(server)
    for _time in range(12):
        assert visitor.get("/tasks/").status == 200
    wait_for(lambda: counted(server, "desk:tasks") == 12)
    told = [line for line in server.lines() if line["logger"] == "kimppa.access"]
    [signing] = [line for line in told if line["path"].startswith("/sign-in/")]
    assert signing["path"] == "/sign-in/…"
    assert all(line["person"] for line in told if line["path"] == "/tasks/")
    assert len({line["request"] for line in told}) == len(told)
    stranger = {"X-Forwarded-For": "203.0.113.5"}
    assert server.visitor().get("/metrics", **stranger).status == 404
    bearer = {"Authorization": f"Bearer {token}"}
    assert server.visitor().get("/metrics", **stranger, **bearer).status == 200


def counted(server: Server, route: str) -> float:
    page = server.visitor().get("/metrics")
    assert page.status == 200
    return sum(
        sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
        if sample.name == "kimppa_requests_total" and sample.labels["route"] == route
    )


def test_too_large_a_body_is_refused_and_the_answer_arrives(start: Start) -> None:
    server = start("--workers", "1", KIMPPA_MAX_UPLOAD_MB="1")
    answer = server.visitor().ask("POST", CHECK, b"x" * 3_000_000)
    assert answer.status == 413
    assert "enintään 1 Mt" in answer.text
    assert server.visitor().get("/healthz").status == 200


def test_another_host_name_is_refused_and_poisons_nothing(start: Start) -> None:
    server = start("--workers", "1")
    assert server.visitor().get(CHECK, Host="evil.example").status == 400
    assert server.visitor().get(CHECK).status == 200
