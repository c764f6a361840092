"""What lies outside this machine: the mail server, and our own public address."""

import json
import smtplib
import ssl
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from kimppa.core.signin.providers import Provider
from kimppa.operations.diagnosis.findings import Findings, Scope, fault, notice, ok
from kimppa.operations.diagnosis.surroundings import mail_options
from kimppa.sources.guard import ForbiddenAddressError
from kimppa.sources.http import Limits, OutboundError, plain_client

SECONDS = 10


def mail_server(scope: Scope) -> Findings:
    """Connects, greets, and signs in if a user is set; sends nothing."""
    options = mail_options()
    if "host" not in options:
        yield notice(
            _(
                "No mail server is set: letters are written as files into %(folder)s and reach "
                "nobody. Set KIMPPA_MAIL_HOST."
            )
            % {"folder": options.get("file_path", "")}
        )
        return
    server = f"{options['host']}:{options['port']}"
    try:
        greet(options)
    except smtplib.SMTPAuthenticationError:
        yield fault(
            _(
                "The mail server %(server)s does not accept the user and the password. Correct "
                "KIMPPA_MAIL_USER and KIMPPA_MAIL_PASSWORD."
            )
            % {"server": server}
        )
    except (OSError, ValueError, smtplib.SMTPException) as error:
        yield fault(
            _(
                "The mail server %(server)s does not answer as it should: %(error)s. See the "
                "settings KIMPPA_MAIL_… and the firewall."
            )
            % {"server": server, "error": error}
        )
    else:
        yield ok(_("The mail server %(server)s answers.") % {"server": server})


def greet(options: dict[str, Any]) -> None:
    """Raises OSError or SMTPException."""
    with smtplib.SMTP(options["host"], options["port"], timeout=SECONDS) as server:
        server.ehlo()
        if options["use_tls"]:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if options["username"]:
            server.login(options["username"], options["password"])


def send_letter(scope: Scope) -> Findings:
    """Sends one letter to the address that was asked for."""
    if not scope.mail_to:
        return
    letter = EmailMessage(
        _("Kimppa: a test letter"),
        _("This letter was sent by the command kimppa check. Letters from %(url)s arrive.")
        % {"url": settings.KIMPPA_PUBLIC_URL},
        settings.DEFAULT_FROM_EMAIL,
        [scope.mail_to],
    )
    try:
        letter.send()
    except (OSError, ValueError, smtplib.SMTPException) as error:
        yield fault(
            _("The test letter to %(to)s could not be sent: %(error)s")
            % {"to": scope.mail_to, "error": error}
        )
    else:
        yield ok(_("A test letter to %(to)s was handed on.") % {"to": scope.mail_to})


def from_outside(scope: Scope) -> Findings:
    """Our own address, through the web server in front."""
    if not scope.public:
        return
    url = f"{settings.KIMPPA_PUBLIC_URL}/healthz"
    _answer, reason = ask(url)
    if not reason:
        yield ok(_("%(url)s answers.") % {"url": url})
        return
    yield fault(
        _(
            "%(url)s does not answer as it should: %(reason)s. See the name in DNS, the "
            "certificate, and that the web server in front passes requests on."
        )
        % {"url": url, "reason": reason}
    )


def ask(url: str) -> tuple[bytes, str]:
    """What an address that the settings name answers, and why that is nothing; empty when well."""
    try:
        with plain_client(Limits(total=SECONDS)) as http:
            reply = http.get(url)
    except (OutboundError, ForbiddenAddressError) as error:
        return b"", str(error)
    return reply.body, "" if reply.good else f"HTTP {reply.status}"


def sign_in_providers(scope: Scope) -> Findings:
    """Each OpenID provider describes itself, under the name by which the settings know it."""
    for provider in settings.KIMPPA_OIDC:
        answer, reason = ask(provider.discovery)
        reason = reason or _name_fault(answer, provider)
        if not reason:
            yield ok(_("People can sign in by %(name)s: it answers.") % {"name": provider.name})
            continue
        yield fault(
            _(
                "Nobody can sign in by %(name)s: %(url)s does not answer as it should: "
                "%(reason)s. See KIMPPA_OIDC_… and the firewall."
            )
            % {"name": provider.name, "url": provider.discovery, "reason": reason}
        )


def _name_fault(answer: bytes, provider: Provider) -> str:
    try:
        issuer = str(json.loads(answer)["issuer"])
    except (ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    # Entra ID's address for every tenant describes itself with a placeholder.
    if provider.tenants or issuer.rstrip("/") == provider.issuer.rstrip("/"):
        return ""
    return _("it calls itself %(issuer)s") % {"issuer": issuer}
