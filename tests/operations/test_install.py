"""Whoever follows the operations pages on a bare Debian has a desk that works.

One server, and one story told in order: installed, signed in to, upgraded, taken back.
"""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.operations.bare import BareDebian
from tests.operations.conftest import SOURCE, follow, git
from tests.operations.pages import steps
from tests.operations.test_deploy import instructions

type Server = tuple[BareDebian, str]
HOME = "https://kimppa.example"
# Certificates of its own stand for those that Caddy would fetch for a name that the world knows.
TRUST = r"""
sed -i 's|^kimppa.example {|&\n\ttls internal|' /etc/caddy/Caddyfile
systemctl reload caddy
cp /var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt \
    /usr/local/share/ca-certificates/caddy.crt
update-ca-certificates >/dev/null 2>&1
"""
VISIT = """
import http.cookiejar, json, sys, urllib.error, urllib.request as r
browser = r.build_opener(r.HTTPCookieProcessor(http.cookiejar.CookieJar()))
try:
    answer = browser.open(sys.argv[1], timeout=60)
except urllib.error.HTTPError as error:
    answer = error
told = [answer.status, answer.url, dict(answer.headers), answer.read().decode()]
print(json.dumps(told))
"""
DATABASE = "/var/lib/kimppa/kimppa.sqlite3"


def visit(debian: BareDebian, path: str) -> tuple[int, str, dict[str, str], str]:
    """Open an address as a browser with cookies does: status, last address, headers, page."""
    said = debian.run(f"python3 - '{HOME}{path}' <<'END'\n{VISIT}\nEND\n")
    status, url, headers, page = json.loads(said)
    return status, url, headers, page


def asked(debian: BareDebian, query: str) -> str:
    """The first value of a query, as text; changes are kept."""
    code = (
        "import sqlite3\n"
        f"database = sqlite3.connect({DATABASE!r}, isolation_level=None)\n"
        f"row = database.execute({query!r}).fetchone()\n"
        "print(row and row[0])\n"
    )
    as_the_service = "setpriv --reuid=kimppa --regid=kimppa --clear-groups"
    return debian.run(f"{as_the_service} python3 - <<'END'\n{code}END\n").strip()


def test_the_page_leads_to_a_desk_that_works(server: Server) -> None:
    debian, said = server
    link = re.search(r"https://kimppa\.example(/sign-in/\S+)", said)
    assert link, said[-3000:]
    assert "vika " not in said
    debian.run(TRUST)
    status, url, headers, page = visit(debian, link[1])
    assert (status, "/sign-in/" in url) == (200, False), page[:2000]
    assert "Esimerkkikirjastot" in page
    assert headers["Strict-Transport-Security"]
    assert "Server" not in headers
    assert visit(debian, "/healthz")[0] == 200
    assert f"{HOME}/healthz vastaa." in debian.run("kimppa check --public")


def test_the_services_are_held_in(server: Server) -> None:
    debian, _said = server
    units = "kimppa-serve.service kimppa-worker.service kimppa-backup.service"
    assert debian.run(f"systemd-analyze verify {units} kimppa-backup.timer 2>&1").strip() == ""
    debian.run(f"systemd-analyze security --no-pager --threshold=15 {units}")
    owners = debian.run(
        "for unit in serve worker; do"
        " stat -c %U /proc/$(systemctl show -P MainPID kimppa-$unit.service); done"
    )
    assert owners.split() == ["kimppa", "kimppa"]
    assert debian.run("stat -c '%U %a' /var/lib/kimppa").split() == ["kimppa", "700"]


def test_a_killed_server_comes_back_behind_the_same_address(server: Server) -> None:
    debian, _said = server
    debian.run("systemctl kill --signal=KILL kimppa-serve.service kimppa-worker.service")
    assert visit(debian, "/tarkista/")[0] == 200
    assert debian.run("systemctl show -P NRestarts kimppa-serve.service").strip() == "1"


def test_the_backup_timer_is_set_and_its_service_makes_one(server: Server) -> None:
    debian, _said = server
    assert "kimppa-backup.service" in debian.run("systemctl list-timers --no-pager")
    backups = debian.run("ls /var/backups/kimppa").split()
    assert [name for name in backups if name.endswith(".tar")]


def new_version(source: Path) -> None:
    """A version with one more change to the tables."""
    folder = source / "src/kimppa/jobs/migrations"
    last = max(path.stem for path in folder.glob("0*.py"))
    (folder / "9999_next.py").write_text(
        "from django.db import migrations\n\n\n"
        "class Migration(migrations.Migration):\n"
        f'    dependencies = [("jobs", "{last}")]\n'
        '    operations = [migrations.RunSQL("CREATE TABLE next_version (x integer)", "")]\n',
        encoding="utf-8",
    )
    git(source, "add", "--all")
    git(source, "commit", "--message=The next version")


def test_upgraded_and_taken_back_as_the_pages_say(server: Server) -> None:
    debian, _said = server
    new_version(debian.root / SOURCE)
    for step in steps("upgrade.md", "upgrade", "check"):
        follow(debian, step)
    assert asked(debian, "SELECT count(*) FROM next_version") == "0"
    assert visit(debian, "/tarkista/")[0] == 200
    asked(debian, "UPDATE core_consortium SET short_name = 'Muutettu'")
    for step in steps("rollback.md", "rollback", "check"):
        follow(debian, step)
    assert asked(debian, "SELECT short_name FROM core_consortium") == "Esimerkkikirjastot"
    assert "9999" not in debian.run("kimppa django showmigrations jobs")
    assert visit(debian, "/tarkista/")[0] == 200


def test_the_container_s_own_health_check_says_well(server: Server) -> None:
    """No engine builds the image here: its steps are the install page's, its check is run."""
    debian, _said = server
    check = dict(instructions())["HEALTHCHECK"].partition("CMD ")[2]
    debian.run(shlex.join(json.loads(check)))


@pytest.mark.large  # another database behind the same services: some commands are other ones
def test_on_postgresql_as_the_page_says(server: Server) -> None:
    debian, _said = server
    debian.run("systemctl stop kimppa-serve.service kimppa-worker.service")
    debian.run("mv /var/lib/kimppa /var/lib/kimppa.sqlite")
    debian.run("install -d -o kimppa -g kimppa -m 0700 /var/lib/kimppa")
    for step in steps("install.md", "postgresql"):
        follow(debian, step)
    (setup,) = (step for step in steps("install.md", "install") if "kimppa setup" in step.commands)
    link = re.search(r"https://kimppa\.example(/sign-in/\S+)", follow(debian, setup))
    assert link
    debian.run("systemctl start kimppa-serve.service kimppa-worker.service kimppa-backup.service")
    assert "Esimerkkikirjastot" in visit(debian, link[1])[3]
    assert "PostgreSQL" in debian.run("kimppa check")
