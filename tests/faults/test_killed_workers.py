"""Real workers killed in every phase of their work: nothing lost, nothing done twice."""

import pytest

from tests.faults.conftest import Stage

# One instance, whose workers the tests follow one by one.
pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.every_database]

IN_WORK = ("before the effect", "in the effect", "after the effect")
IN_QUEUE = (
    "before the claim",
    "while claiming",
    "after the claim",
    "before marking",
    "while marking",
    "after marking",
)
IN_DELIVERY = ("while the delivery is written", "before the letter is queued")
IN_MAIL = {
    "before the letter is claimed": ("sent", 1),
    "after the letter is claimed": ("sending", 0),
    "while the letter is sent": ("sending", 0),
    "after the letter is sent": ("sending", 1),
    "after the letter is marked": ("sent", 1),
}
DONE = {"state": "done", "queue": "SUCCESSFUL", "effects": 1}


def part(told: dict[str, object], *names: str) -> dict[str, object]:
    return {name: told[name] for name in names}


@pytest.mark.parametrize("phase", [*IN_QUEUE, *IN_WORK])
def test_work_is_done_once_in_whatever_phase_its_worker_is_killed(stage: Stage, phase: str) -> None:
    key = f"make {phase}"
    stage.do("enqueue", name="make", key=key)
    stage.dies("work", die_at=phase)
    stage.do("work")
    assert part(stage.do("look", key=key), *DONE) == DONE
    stage.do("work")
    assert stage.do("effects", key=key) == 1
    assert stage.do("workers") == 0


@pytest.mark.parametrize(
    "phase", [*IN_QUEUE, "before the effect", *IN_DELIVERY, "after the effect", *IN_MAIL]
)
def test_a_delivery_is_made_once(stage: Stage, phase: str) -> None:
    key = f"delivery {phase}"
    stage.do("enqueue", name="delivers", key=key)
    stage.dies("work", die_at=phase)
    stage.do("work")
    stage.do("work")
    assert stage.do("look", key=key)["state"] == "done"
    told = stage.do("deliveries", key=key)
    sent = told.pop("sent")
    assert told == {"deliveries": 2, "letters": 2, "evidence": 2}
    # The letter that was in the server's hands waits for a person; no other is held up.
    assert sent == (1 if IN_MAIL.get(phase) == ("sending", 0) else 2)


@pytest.mark.parametrize("phase", IN_MAIL)
def test_a_letter_goes_at_most_once_by_itself(stage: Stage, phase: str) -> None:
    key = f"letter {phase}"
    stage.do("letter", key=key)
    stage.dies("work", die_at=phase)
    stage.do("work")
    stage.do("work", minutes=60 * 24)
    state, left = IN_MAIL[phase]
    assert stage.do("letters", key=key) == {"state": state, "left": left}


def test_a_worker_killed_while_work_waits_for_its_next_attempt(stage: Stage) -> None:
    stage.do("enqueue", name="fail_once", key="waits")
    stage.dies("run", idle_death=True)
    assert part(stage.do("look", key="waits"), "state", "attempts") == {
        "state": "waiting",
        "attempts": 1,
    }
    stage.do("work", minutes=0.9)
    assert stage.do("look", key="waits")["state"] == "waiting"
    stage.do("work", minutes=1.1)
    assert part(stage.do("look", key="waits"), *DONE) == DONE


def test_work_that_kills_its_workers_ends_failed(stage: Stage) -> None:
    stage.do("enqueue", name="poison", key="poison")
    for _attempt in range(3):
        stage.dies("work")
    stage.do("work")
    told = stage.do("look", key="poison")
    assert part(told, "state", "reason", "attempts") == {
        "state": "failed",
        "reason": "killed",
        "attempts": 3,
    }
    assert told["effects"] == 3


@pytest.mark.parametrize(
    "phase",
    [
        "before a dead worker is buried",
        "while a dead worker is buried",
        "while the dead's work is recovered",
    ],
)
def test_a_worker_killed_while_it_recovers_what_another_left(stage: Stage, phase: str) -> None:
    key = f"twice {phase}"
    stage.do("enqueue", name="make", key=key)
    stage.dies("work", die_at="after the claim")
    stage.dies("work", die_at=phase)
    stage.do("work")
    assert part(stage.do("look", key=key), *DONE) == DONE
    assert stage.do("workers") == 0


@pytest.mark.parametrize("place", ["in step 2", "after step 2"])
def test_long_work_goes_on_where_it_was(stage: Stage, place: str) -> None:
    key = f"count {place}"
    stage.do("enqueue", name="count", key=key, steps=5)
    stage.dies("work", die_at=place)
    stage.do("work")
    assert stage.do("look", key=key)["state"] == "done"
    assert stage.do("effects_under", key=key) == {"all": 5, "different": 5}


def test_long_work_that_gets_on_is_no_poison(stage: Stage) -> None:
    stage.do("enqueue", name="count", key="slow", steps=6)
    for number in range(5):
        stage.dies("work", die_at=f"after step {number}")
    stage.do("work")
    assert stage.do("look", key="slow")["state"] == "done"
    assert stage.do("effects_under", key="slow") == {"all": 6, "different": 6}


@pytest.mark.parametrize(
    ("phase", "minutes"), [("while claiming", 0), ("in the job", 100), ("while marking", 200)]
)
def test_a_scheduled_job_whose_worker_is_killed(stage: Stage, phase: str, minutes: int) -> None:
    before = stage.do("runs_of_the_job")
    stage.dies("work", die_at=phase, scheduled=True, minutes=minutes)
    stage.do("work", scheduled=True, minutes=minutes + 10)
    told = stage.do("runs_of_the_job")
    assert told["runs"] == told["due"] == told["done"] > before["runs"]
