"""What every test may lean on, and the one rule about skipped tests."""

import datetime as dt
import gc
import itertools
import os
import re
import shutil
import socket
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from _pytest.runner import runtestprotocol
from django.core.cache import cache
from django.template import Context
from django.template.base import Template
from django.test.signals import template_rendered
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import settings
from pytest_django import Settings
from pytest_django.plugin import blocking_manager_key
from time_machine import travel

from tests import database_signs, rooms
from tests import databases as instance_databases
from tests.examples import USUAL, drawn
from tests.order import group_of, inside_of, weight_of
from tests.people import demo_day, everybody
from tests.remembered import learn_start, let_stand, remembered
from tests.stack import with_room

if TYPE_CHECKING:
    from kimppa.core.consortium.models import Municipality, Person

ROOT = Path(__file__).parent
CI = os.environ.get("CI", "").lower() in {"1", "true"}
OPTIONAL = "optional: "
LONG = 40  # bytes
EVERY_DATABASE = "every_database"
OF_HOURS = {"meetings"}  # rooms whose tests might else tell the hour of the run
HELSINKI = ZoneInfo("Europe/Helsinki")

LONGEST_NAME = 30  # letters
FOLDERS = itertools.count()  # numbers of the tests' folders

SWEPT_EVERY = 25  # tests
ENDED = pytest.StashKey[int]()
FAILED = pytest.StashKey[bool]()

# How long one example takes tells of the machine, not of the code.
settings.register_profile("kimppa", deadline=None, max_examples=drawn(USUAL))
settings.load_profile("kimppa")


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "a room that tests of all rooms are about; `make test ROOM=x` runs a room's own too"
    parser.addoption("--room", action="append", default=[], help=told)


def pytest_configure(config: pytest.Config) -> None:
    """No process that a test starts shall meet the database of the tests themselves."""
    gc.disable()  # until all tests are read: what reading makes stays
    rooms.chosen.update(config.getoption("room"))
    keep_what_is_compiled()
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        os.environ.pop(instance_databases.SETTING, None)


def keep_what_is_compiled() -> None:
    """Where the machine says that Python keeps nothing it has compiled, as containers do, every
    process of the tests would compile all it imports again: that takes longer than most tests.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = str(Path(sys.prefix) / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def pytest_xdist_auto_num_workers() -> int:
    """One process more than processors: a test that waits, for a server of its own or for a lock,
    leaves one idle.
    """
    return (os.process_cpu_count() or 1) + 1


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """To read tests that will not be run takes longer than most tests."""
    if not instance_databases.on_postgres():
        return None
    if collection_path.is_dir():  # rooms that know no database
        return collection_path.parts[-2:] in {("kimppa", "marc"), ("kimppa", "documents")} or None
    is_chosen = EVERY_DATABASE in config.getoption("markexpr")
    if not is_chosen or not collection_path.match("test_*.py"):
        return None
    text = collection_path.read_text(encoding="utf-8")
    return not (EVERY_DATABASE in text or database_signs.depends(collection_path)) or None


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before the groups are read, after all sorting
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None]:
    """On PostgreSQL only what touches a database is run.

    What depends on one is marked; `-m every_database` runs no more than that. A room's tests stay
    in one process, and the longest begin first: all processes end together.
    """
    for item in items if instance_databases.on_postgres() else ():
        is_alike = item.get_closest_marker("on_sqlite") or database_signs.counts_queries(item)
        if (
            database_signs.touches_a_database(item)
            and database_signs.depends(item.path)
            and not is_alike
        ):
            item.add_marker(pytest.mark.every_database)
    left_out = {item for item in items if not is_wanted(item)}
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        group = group_of(item)
        if group and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(group))
    yield
    items.sort(key=weight_of, reverse=True)


def pytest_collection_finish() -> None:
    """What eleven thousand tests are made of is never looked through for what nobody holds: that
    took as long as to read them once more, and each full search most of a second.
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest runs a test, with room for the frames of its calls."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(lambda: runtestprotocol(item, nextitem=nextitem))
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before the test's own transaction begins
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Tests that ask for the same fixtures start from the same rows."""
    marker = item.get_closest_marker("django_db")
    asking = (item.path, *getattr(item, "fixturenames", ()), str(marker and marker.kwargs))
    let_stand(asking, item.config.stash[blocking_manager_key].unblock())
    yield
    learn_start(asking)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """PostgreSQL reads past the rows of tests that were rolled back until they are swept away."""
    yield
    item.config.stash[ENDED] = ended = item.config.stash.get(ENDED, 0) + 1
    if instance_databases.on_postgres() and ended % SWEPT_EVERY == 0:
        instance_databases.sweep()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their argument: a zip tells when it was made, and two processes that
    name a test differently run none.
    """
    return argname if isinstance(val, bytes) and len(val) > LONG else None


def is_wanted(item: pytest.Item) -> bool:
    """Whether a test is for the database and the rooms of this run."""
    return rooms.is_about(item) and (
        not instance_databases.on_postgres() or database_signs.is_for_postgres(item)
    )


@pytest.fixture(scope="session")
def databases() -> ModuleType:
    """The databases of instances that a test runs as processes of their own."""
    return instance_databases


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, databases: ModuleType, shared: Path
) -> Iterator[None]:
    """The tables of the tests' database are made once for all processes: that takes long."""
    with databases.begun_as(databases.empty_instance(shared)):
        yield


@pytest.fixture
def empty_home(databases: ModuleType, shared: Path, tmp_path: Path) -> Path:
    """An instance of the test's own: all tables and no rows."""
    copy: Path = databases.copy_instance(databases.empty_instance(shared), tmp_path / "own-empty")
    return copy


@pytest.fixture(scope="session", autouse=True)
def whole_pages(django_test_environment: None) -> None:
    """A response keeps the context of its page. Django's way keeps a copy for each of the hundred
    parts that a page is made of, which takes a tenth of the page's time.
    """

    def render(template: Template, context: Context) -> SafeString:
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    Template._render = render


@pytest.fixture
def tmp_path(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A folder of the test's own, with its name. pytest's way looks for a free number through the
    folders of all tests before: in a process of thousands, that takes longer than most tests.

    A failed test's folder stays. Others go at once: gigabytes need not reach the disk, and the end
    of a later run need not wait until they are gone from it.
    """
    name = re.sub(r"\W", "_", request.node.name)[:LONGEST_NAME]
    folder = tmp_path_factory.getbasetemp() / f"{next(FOLDERS)}-{name}"
    folder.mkdir()
    yield folder
    if not request.node.stash.get(FAILED, False):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def instance(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """An instance folder of the test's own, and settings that spare time, not truth."""
    home = tmp_path / "instance"
    home.mkdir()
    # Rolled-back databases repeat their ids, by which `core.memo` knows what it remembers.
    cache.clear()
    translation.deactivate()  # another test's request leaves its language behind, as Django does
    settings.KIMPPA_HOME = home
    settings.MEDIA_ROOT = home / "files"
    settings.STATIC_ROOT = home / "static"
    settings.STATIC_ROOT.mkdir()
    settings.KIMPPA_DEMO_RECORDS = 600  # a catalogue of that size is made at once
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        # The manifest is written by set-up; a test of one page needs no set-up.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    yield home
    instance_databases.drop_below(tmp_path)


@pytest.fixture(autouse=True)
def late_in_the_evening(request: pytest.FixtureRequest) -> Iterator[None]:
    """It is 23.40 whenever the tests of a room of hours run: what holds a meeting at ten of today
    and then asks for something to come would else fail in the afternoons only.
    """
    with ExitStack() as stack:
        if not OF_HOURS.isdisjoint(inside_of(request.path)):
            today = dt.datetime.now(HELSINKI).date()
            stack.enter_context(travel(dt.datetime.combine(today, dt.time(23, 40), HELSINKI)))
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of larger real data that lies beside the repository, not in it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data beside the repository")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one, unless its reason begins with "optional: ".

    A check that is left out quietly looks exactly like a check that passed.
    """
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(call.excinfo.value) if call.excinfo else ""
        if not reason.startswith(OPTIONAL):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped in CI: {reason}"
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@dataclass(frozen=True, slots=True)
class Louna:
    """The demo consortium in the database: its people by role, its municipalities by code."""

    coordinator: "Person"
    directors: dict[str, "Person"]
    staff: dict[str, "Person"]
    readers: dict[str, "Person"]
    municipalities: dict[str, "Municipality"]


@pytest.fixture
def louna(db: None, instance: Path) -> Louna:
    """Louna with its people, places and year of work; the day is 14.1.2025."""
    from kimppa.core import demo
    from kimppa.core.consortium.models import Municipality
    from kimppa.core.demo.instance import mark_as_demo

    mark_as_demo(demo_day())
    remembered("louna", instance, demo.load)
    people = everybody()

    def holding(role: str) -> dict[str, "Person"]:
        return {p.municipality.code: p for p in people if p.role == role and p.municipality}

    return Louna(
        coordinator=next(person for person in people if person.is_coordinator),
        directors=holding("director"),
        staff=holding("staff"),
        readers=holding("reader"),
        municipalities={m.code: m for m in Municipality.objects.all()},
    )


@pytest.fixture
def every_room(louna: Louna, instance: Path) -> Louna:
    """The same with the demo of every room."""
    from kimppa.core.area import demo_order

    def make() -> None:
        for area in demo_order():
            if area.demo:
                area.call("demo")

    remembered("louna, every room", instance, make)
    return louna


@pytest.fixture
def unused_tcp_port() -> int:
    """A port on loopback that nobody listened to a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
