"""Whoever follows the install page on a bare Debian has a desk that works."""

import re

from tests.operations.bare import BareDebian

type Server = tuple[BareDebian, str]


def visit(debian: BareDebian, url: str) -> str:
    """Open an address as a browser with cookies does; the status, the last address and the page."""
    script = (
        "import http.cookiejar, sys, urllib.error, urllib.request as r\n"
        "browser = r.build_opener(r.HTTPCookieProcessor(http.cookiejar.CookieJar()))\n"
        "try:\n"
        "    answer = browser.open(sys.argv[1], timeout=60)\n"
        "except urllib.error.HTTPError as error:\n"
        "    answer = error\n"
        "print(answer.status, answer.url)\n"
        "print(answer.read().decode())\n"
    )
    return debian.run(f"python3 - '{url}' <<'END'\n{script}END\n")


def test_the_first_link_signs_the_coordinator_in(server: Server) -> None:
    debian, said = server
    link = re.search(r"https://kimppa\.example(/sign-in/\S+)", said)
    assert link, said[-3000:]
    debian.run(
        "sed -i 's|^kimppa.example {|&\\n\\ttls internal|' /etc/caddy/Caddyfile\n"
        "systemctl reload caddy\n"
        "cp /var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
        " /usr/local/share/ca-certificates/caddy.crt\n"
        "update-ca-certificates >/dev/null 2>&1\n"
    )
    page = visit(debian, f"https://kimppa.example{link[1]}")
    assert page.startswith("200 https://kimppa.example/"), page[:2000]
    assert "/sign-in/" not in page.splitlines()[0]
    assert "Esimerkkikirjastot" in page
