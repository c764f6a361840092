"""The files in deploy/ agree with each other and with the program."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.operations.pages import steps

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
COMMON = "# The rest is the same in every Kimppa unit."
SETTING = re.compile(r"^#?(KIMPPA_[A-Z_]+|PORT)=", re.MULTILINE)


def directives(path: Path) -> dict[str, list[str]]:
    """A unit's directives, all sections together."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def common(path: Path) -> str:
    part = path.read_text(encoding="utf-8").partition(COMMON)[2]
    return part.partition("[Install]")[0].strip()


def test_the_units_are_held_in_alike() -> None:
    assert [path.stem for path in SERVICES] == ["kimppa-backup", "kimppa-serve", "kimppa-worker"]
    parts = {common(path) for path in SERVICES}
    assert len(parts) == 1
    assert {"User=kimppa", "ProtectSystem=strict"} <= set(parts.pop().splitlines())


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_unit_starts_a_command_that_is_there_with_options_that_it_takes(path: Path) -> None:
    (start,) = directives(path)["ExecStart"]
    program, name, *options = shlex.split(start)
    assert program == "/opt/kimppa/current/.venv/bin/kimppa"
    command = load_command_class(get_commands()[name], name)
    command.create_parser("kimppa", name).parse_args(options)


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_systemd_s_own_review_finds_little_exposure(path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("optional: systemd-analyze is not here; the install test asks it, too")
    review = ["systemd-analyze", "security", "--offline=yes", "--threshold=15", "--no-pager"]
    done = subprocess.run([*review, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_example_settings_are_documented_and_hold_no_secret() -> None:
    example = (DEPLOY / "kimppa.env").read_text(encoding="utf-8")
    names = {name.removesuffix("_FILE") for name in SETTING.findall(example)}
    told = (ROOT / "docs/operations/settings.md").read_text(encoding="utf-8")
    assert names
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []
    assert not re.search(r"(PASSWORD|SECRET_KEY)=", example)


def test_caddy_passes_to_the_port_that_the_settings_name() -> None:
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    example = (DEPLOY / "kimppa.env").read_text(encoding="utf-8")
    port = re.search(r"^PORT=(\d+)$", example, re.MULTILINE)
    assert port
    assert f"reverse_proxy 127.0.0.1:{port[1]} " in caddy
    assert caddy.count("{") == caddy.count("}")


def test_caddy_takes_as_much_as_the_program_does(settings: object) -> None:
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    limit = re.search(r"max_size (\d+)MB", caddy)
    assert limit
    assert int(limit[1]) == getattr(settings, "KIMPPA_MAX_UPLOAD_MB", 0)


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _space, rest in (line.partition(" ") for line in lines)]


KNOWN = "FROM RUN COPY ENV USER WORKDIR VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD"


def test_the_container_runs_as_an_ordinary_user_and_is_asked_how_it_is() -> None:
    told = instructions()
    assert {word for word, _rest in told} == set(KNOWN.split())
    last = [word for word, _rest in told][::-1].index("FROM")
    final = dict(told[-last - 1 :])
    assert final["USER"] == "kimppa"
    assert final["VOLUME"] == "/var/lib/kimppa"
    assert json.loads(final["ENTRYPOINT"]) == ["kimppa"]
    assert json.loads(final["CMD"])[0] == "serve"
    check = final["HEALTHCHECK"].partition("CMD ")[2]
    assert "/healthz" in json.loads(check)[2]
    compile(json.loads(check)[2], "healthcheck", "exec")


def test_the_container_is_made_as_the_install_page_makes_a_server() -> None:
    page = "\n".join(step.commands for step in steps("install.md", "install"))
    for word, rest in instructions():
        if word == "RUN" and "pip install" in rest:
            pip = rest.partition("&& ")[2]
            assert pip in page
    assert any(rest.endswith("deploy/prepare") for word, rest in instructions() if word == "RUN")


def test_the_pages_commands_are_found() -> None:
    assert len(steps("install.md", "install")) >= 8
    assert [step.kind for step in steps("upgrade.md", "upgrade", "check")][-1] == "check"
    assert steps("rollback.md", "rollback")


NAMED = re.compile(r"`((?:src|tests|deploy|scripts)/[\w./-]+)`")


def test_what_the_threat_model_leans_on_exists() -> None:
    text = (ROOT / "docs/operations/threat-model.md").read_text(encoding="utf-8")
    named = set(NAMED.findall(text))
    assert len(named) > 30
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
