"""Several workers at once, clocks that jump beside them, and a clean stop."""

import os
import signal

import pytest

from tests.faults.conftest import KILLED, Stage

# One instance, whose workers the tests follow one by one.
pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.every_database]


def test_two_workers_share_a_queue(stage: Stage) -> None:
    stage.do("enqueue_many", number=200, key="shared")
    both = [stage.begin("work") for _worker in range(2)]
    assert [stage.end(one)["code"] for one in both] == [0, 0]
    assert stage.do("effects_under", key="shared") == {"all": 200, "different": 200}


def test_two_workers_start_a_due_job_once(stage: Stage) -> None:
    both = [stage.begin("work", scheduled=True, minutes=600) for _worker in range(4)]
    assert {stage.end(one)["code"] for one in both} == {0}
    told = stage.do("runs_of_the_job")
    assert told["runs"] == told["due"] == told["done"]


@pytest.mark.parametrize("minutes", [0, 60, -60])
def test_a_second_worker_leaves_what_the_first_is_doing(stage: Stage, minutes: int) -> None:
    """However long it takes, and whatever the clock says meanwhile."""
    key = f"held {minutes}"
    stage.do("enqueue", name="hold", key=key)
    with stage.pipes(key) as pipes:
        first = stage.begin("work")
        pipes.reached()
        stage.do("work", minutes=minutes)
        assert stage.do("reap_now", minutes=minutes) == 0
        assert stage.do("look", key=key)["state"] == "running"
        pipes.let_on()
        assert stage.end(first)["code"] == 0
    told = stage.do("look", key=key)
    assert (told["state"], told["attempts"], told["effects"]) == ("done", 1, 1)


def test_a_killed_worker_is_known_dead_at_once(stage: Stage) -> None:
    stage.do("enqueue", name="hold", key="dead")
    with stage.pipes("dead") as pipes:
        first = stage.begin("work")
        pipes.reached()
        assert stage.do("reap_now") == 0
        os.kill(first, signal.SIGKILL)
        assert stage.end(first)["code"] == KILLED
        assert stage.do("reap_now") == 1
    stage.do("work")
    assert stage.do("look", key="dead")["effects"] == 1


class TestStopping:
    """SIGTERM to a worker in the middle of something."""

    def test_it_finishes_what_it_does_and_takes_nothing_new(self, stage: Stage) -> None:
        stage.do("enqueue", name="hold", key="last")
        stage.do("enqueue", name="make", key="next")
        with stage.pipes("last") as pipes:
            going = stage.begin("run", grace=30)
            pipes.reached()
            os.kill(going, signal.SIGTERM)
            pipes.let_on()
            assert stage.end(going)["code"] == 0
        assert stage.do("look", key="last")["state"] == "done"
        assert stage.do("look", key="next")["state"] == "waiting"
        assert stage.do("workers") == 0

    def test_it_hands_back_what_takes_too_long(self, stage: Stage) -> None:
        stage.do("enqueue", name="hold", key="too long")
        with stage.pipes("too long") as pipes:
            going = stage.begin("run")
            pipes.reached()
            os.kill(going, signal.SIGTERM)
            assert stage.end(going)["code"] == 0
        told = stage.do("look", key="too long")
        assert (told["state"], told["attempts"], told["effects"]) == ("waiting", 0, 0)
        stage.do("work")
        assert stage.do("look", key="too long")["effects"] == 1

    def test_long_work_is_handed_back_after_its_step(self, stage: Stage) -> None:
        stage.do("enqueue", name="count", key="steps", steps=4)
        with stage.pipes("steps-1") as pipes:
            going = stage.begin("run", grace=30)
            pipes.reached()
            os.kill(going, signal.SIGTERM)
            pipes.let_on()
            assert stage.end(going)["code"] == 0
        told = stage.do("look", key="steps")
        assert (told["state"], told["cursor"]) == ("waiting", 2)
        stage.do("work")
        assert stage.do("effects_under", key="steps") == {"all": 4, "different": 4}

    def test_what_does_not_let_go_is_left_to_the_next_worker(self, stage: Stage) -> None:
        stage.do("enqueue", name="cling", key="clings")
        with stage.pipes("clings") as pipes:
            going = stage.begin("run")
            pipes.reached()
            os.kill(going, signal.SIGTERM)
            assert stage.end(going)["code"] == 1
        assert stage.do("reap_now") == 1
        told = stage.do("look", key="clings")
        assert (told["state"], told["attempts"], told["reason"]) == ("waiting", 1, "killed")
