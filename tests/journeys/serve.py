"""Servers of demo instances for the browser tests, each a fork of the ready process (tests/ready).

The desk as it is, with three additions that only the tests need: each answer names the templates
it was made of in the header `X-Templates`; each person of the demo gets a session, printed when the
server is ready; and however long a walk over all pages takes, nobody is asked in between to show
again who they are.
"""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIEnvironment

if TYPE_CHECKING:
    from wsgiref.simple_server import WSGIServer

    from django.template import Context
    from django.template.base import Template
    from django.utils.safestring import SafeString

HEADER = "X-Templates"
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


def note_and_render(template: "Template", context: "Context") -> "SafeString":
    """Draw a template as Django does. Its tests' way to see them all copies what each of the
    hundred parts of a page is made of.
    """
    if template.name:
        rendered.names.add(template.name)
    return template.nodelist.render(context)


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


def serve(port: str) -> None:
    """Print the people, and answer until the process is ended."""
    from django.template.base import Template

    rendered.names = set()
    Template._render = note_and_render
    people = sessions()
    server = listening(port)
    server.set_app(Recorder(server.get_app()))
    print(json.dumps(people), flush=True)
    server.serve_forever()


def answer(port: str) -> None:
    """Answer as the desk is, with no addition, until the process is ended."""
    listening(port).serve_forever()


def answer_until_a_freeze(port: str) -> None:
    """Answer until a freeze has put two files away and records its third: then end at once, as
    when the power goes.
    """
    from kimppa.core.releases.actions import freezing

    record, calls = freezing.record, count(1)

    def dying(*args: Any, **values: Any) -> Any:
        if next(calls) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return record(*args, **values)

    freezing.record = dying
    answer(port)


def listening(port: str) -> "WSGIServer":
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", int(port)), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    return server
