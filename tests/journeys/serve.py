"""Servers of demo instances for the browser tests, each a process of its own.

    python -m tests.journeys.serve        reads orders, one a line, as JSON: port, log, environment

To import all rooms and to compile their templates takes seconds: it is done once, and each server
is a fork of the process that has done it. What an instance is comes from the environment of its
order: the settings are read anew in the fork, and nothing that depends on them is touched before.

The desk as it is, with three additions that only the tests need: each answer names the templates
it was made of in the header `X-Templates`; each person of the demo gets a session, printed with
the server's process when it is ready; and however long a walk over all pages takes, nobody is asked
in between to show again who they are.
"""

import importlib
import json
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from wsgiref.types import StartResponse, WSGIEnvironment

import django

HEADER = "X-Templates"
SETTINGS = "kimppa.config.settings"
rendered = threading.local()


class Recorder:
    """A WSGI application that tells which templates another one used."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        rendered.names = set()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            told = [*headers, (HEADER, ",".join(sorted(rendered.names)))]
            return start_response(status, told, *rest)

        return self.application(environ, start)


def note_template(template: Any, **_signal: Any) -> None:
    if template.name:
        rendered.names.add(template.name)


def sessions() -> list[dict[str, str]]:
    """Email, role and session key of everybody who may sign in."""
    from django.conf import settings
    from django.test import Client

    from kimppa.core import demo
    from kimppa.core.signin import sessions as core_sessions

    core_sessions.PROOF_MINUTES = 24 * 60
    found = []
    for person in demo.people():
        client = Client()
        client.force_login(person)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        found.append({"email": person.email, "role": str(person.role), "session": key})
    return found


def prepare() -> None:
    """Import what every server needs, and compile its texts and templates."""
    from django.apps import apps
    from django.template.base import Template
    from django.template.loader import get_template
    from django.test.signals import template_rendered
    from django.test.utils import instrumented_test_render
    from django.urls import reverse
    from django.utils import translation

    for language in ("sv", "en", "fi"):
        with translation.override(language):
            reverse("desk:home")
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        for path in folder.rglob("*.html") if app.name.startswith("kimppa.") else ():
            get_template(path.relative_to(folder).as_posix())
    Template._render = instrumented_test_render
    template_rendered.connect(note_template)


def turn_to(environment: dict[str, str]) -> None:
    """Become a process of the instance that the environment names."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    os.environ.clear()
    os.environ.update(environment)
    importlib.reload(sys.modules[SETTINGS])
    settings._wrapped = empty
    vars(connections).clear()
    connections.__init__()


def serve(port: int) -> NoReturn:
    """Print the process and the people, and answer until the process is ended."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    people = sessions()
    server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    server.set_app(Recorder(get_wsgi_application()))
    print(json.dumps({"process": os.getpid(), "people": people}), flush=True)
    server.serve_forever()
    sys.exit()


def fork(port: int, log: str, environment: dict[str, str]) -> None:
    """Start a server. One that does not come up prints an empty line and tells why in its log."""
    if os.fork():
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with Path(log).open("ab") as handle:
        os.dup2(handle.fileno(), sys.stderr.fileno())
    try:
        turn_to(environment)
        serve(port)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        print(flush=True)
    finally:
        os._exit(1)


def bury(*_signal: object) -> None:
    """Whoever ends a server sees it end, but only its parent can take it off the list."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    # Threads that libraries keep from their import on do nothing that a fork would miss.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    signal.signal(signal.SIGCHLD, bury)
    django.setup()
    prepare()
    for line in sys.stdin:
        fork(**json.loads(line))


if __name__ == "__main__":
    main()
