"""A process that forks a child for each thing it is told to do, and tells how the child ended.

Django is set up once here, so that a test of ten real processes takes no longer than one start.
One line of JSON comes in, one goes out. A child has connections of its own: none is open here.
"""

import json
import os
import sys
import traceback
from importlib import import_module
from typing import Any

SCENES = "tests.faults.scenes"

type Told = dict[str, Any]

running: dict[int, int] = {}


def begin(scene: str, arguments: Told) -> int:
    """Fork a child that plays the scene; its process id."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        running[child] = reading
        return child
    os.close(reading)
    _play(scene, arguments, writing)
    return 0  # never reached


def _play(scene: str, arguments: Told, writing: int) -> None:
    os.dup2(2, 1)  # what a scene prints is no answer
    code = 0
    try:
        value = getattr(import_module(SCENES), scene)(**arguments)
    except BaseException:
        value, code = traceback.format_exc(), 1
    os.write(writing, json.dumps(value).encode())
    os._exit(code)


def end(child: int) -> Told:
    """Wait for the child: what it gave, its exit code (negative: the signal that killed it)."""
    with os.fdopen(running.pop(child), "rb") as pipe:
        given = pipe.read()
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "value": json.loads(given) if given else None}


def main() -> None:
    """Answer until the input ends."""
    import django
    from django.urls import reverse

    from tests.ready import prepare_commands

    django.setup()
    import_module(SCENES)  # once, instead of in every child
    reverse("desk:home")
    prepare_commands()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        told = json.loads(line)
        if "end" in told:
            answer = end(told["end"])
        else:
            answer = {"child": begin(told["scene"], told["arguments"])}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
