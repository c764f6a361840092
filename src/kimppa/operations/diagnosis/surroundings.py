"""The settings that come from the environment."""

import difflib
import os
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.demo.instance import is_demo
from kimppa.operations.diagnosis.findings import Findings, Scope, fault, notice, ok
from kimppa.operations.messages import PACKAGE

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
SETTING = re.compile(r"\bKIMPPA_[A-Z_]+\b")
KEY_LENGTH = 50
TOLD_BETTER = frozenset({"mail.E001"})  # letters as files: network.mail_server says what it means


def is_local() -> bool:
    """Whether the public address is this machine only: a trial, not a service."""
    return urlsplit(settings.KIMPPA_PUBLIC_URL).hostname in LOCAL


def public_address(scope: Scope) -> Findings:
    """People need one address, over https."""
    url = settings.KIMPPA_PUBLIC_URL
    if is_local():
        yield notice(
            _(
                "The public address is %(url)s, so only this machine can use Kimppa. "
                "Set KIMPPA_PUBLIC_URL."
            )
            % {"url": url}
        )
    elif not settings.SECURE:
        yield fault(
            _(
                "The public address %(url)s is not https: passwords would travel readable. "
                "Set KIMPPA_PUBLIC_URL to https://… and put a web server with a certificate "
                "in front."
            )
            % {"url": url}
        )
    else:
        yield ok(_("The public address is %(url)s.") % {"url": url})


def host_names(scope: Scope) -> Findings:
    """A star would let anybody choose the address that stands in our letters."""
    if "*" in settings.ALLOWED_HOSTS:
        yield fault(_("KIMPPA_HOSTS has a * in it. Name the hosts one by one."))


def debug(scope: Scope) -> Findings:
    """Error pages with details show settings and people's data."""
    if settings.DEBUG:
        yield fault(
            _("KIMPPA_DEBUG is on: error pages show the inside of the program. Take it away.")
        )


def set_day(scope: Scope) -> Findings:
    """A day set by hand stops every reminder."""
    try:
        clock.today()
    except ImproperlyConfigured:
        yield fault(_("KIMPPA_TODAY is not a date like 2025-01-14. Take it away."))
        return
    if is_demo():
        yield notice(_("This is a demo: its day is %(day)s.") % {"day": clock.today().isoformat()})
    elif clock.is_set():
        yield fault(
            _(
                "The date is set by hand to %(day)s: due dates and reminders do not follow the "
                "calendar. Take KIMPPA_TODAY away."
            )
            % {"day": clock.today().isoformat()}
        )


def secret_key(scope: Scope) -> Findings:
    """Sessions and links are signed with it."""
    if len(settings.SECRET_KEY) < KEY_LENGTH:
        yield fault(
            _(
                "The secret key has %(n)s characters; it needs %(needed)s. Make a new one "
                "(everybody has to sign in again)."
            )
            % {"n": len(settings.SECRET_KEY), "needed": KEY_LENGTH}
        )


@cache
def known_settings() -> frozenset[str]:
    """Every setting that the program's own text names."""
    sources = (path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts)
    return frozenset(
        name for path in sources for name in SETTING.findall(path.read_text(encoding="utf-8"))
    )


def unknown_settings(scope: Scope) -> Findings:
    """A slip of the pen in a name is a setting that does nothing."""
    names = known_settings()
    families = tuple(name for name in names if name.endswith("_"))
    for name in sorted(os.environ):
        setting = name.removesuffix("_FILE")
        if not name.startswith("KIMPPA_") or setting in names or name.startswith("KIMPPA_OIDC_"):
            continue
        if families and setting.startswith(families):
            continue
        close_names = difflib.get_close_matches(setting, names, 1)
        hint = _("Did you mean %(name)s?") % {"name": close_names[0]} if close_names else ""
        yield notice(_("There is no setting %(name)s.") % {"name": name} + f" {hint}")


def mail_options() -> dict[str, Any]:
    """How letters go: `host` and so on, or the `file_path` of the folder they are written to."""
    mailer: dict[str, Any] = settings.MAILERS["default"]
    options: dict[str, Any] = mailer.get("OPTIONS", {})
    return options


def mail_settings(scope: Scope) -> Findings:
    """What contradicts itself in the settings of mail."""
    options = mail_options()
    if "host" not in options:
        return
    if options["username"] and not options["password"]:
        yield fault(_("KIMPPA_MAIL_USER is set but KIMPPA_MAIL_PASSWORD is not. Set both."))
    if options["password"] and not options["use_tls"] and options["host"] not in LOCAL:
        yield fault(
            _(
                "The mail server's password would travel readable. Set KIMPPA_MAIL_TLS=1 and "
                "the port that the server has for it, usually 587."
            )
        )
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield fault(
            _("Letters would come from %(sender)s, which nobody accepts. Set KIMPPA_MAIL_FROM.")
            % {"sender": settings.DEFAULT_FROM_EMAIL}
        )


def framework(scope: Scope) -> Findings:
    """What Django itself says of the settings; the transport is judged above."""
    if is_local():
        return
    for message in run_checks(include_deployment_checks=True):
        if message.is_silenced() or message.id in TOLD_BETTER:
            continue
        text = _("Django says (%(id)s): %(text)s") % {"id": message.id, "text": message.msg}
        yield fault(text) if message.level >= ERROR else notice(text)
