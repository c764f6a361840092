"""Single sign-on: allauth speaks OpenID Connect, this desk reads the token and decides.

allauth does the state, PKCE, the exchange of the code and the time-outs. Nonce, signature,
issuer and audience are checked by `core.signin.idtoken`; who comes in is decided by
`core.signin.sso`. No provider is ever read from the database.
"""

import logging
import secrets
from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from kimppa.core.signin import idtoken
from kimppa.core.signin.idtoken import Identity, TokenError
from kimppa.core.signin.models import Reason
from kimppa.core.signin.providers import Provider

OUTAGE = (requests.RequestException, OAuth2Error, LookupError, ValueError, TypeError)
PURPOSE = "openid_connect"

logger = logging.getLogger(__name__)


def provider_named(name: str) -> Provider:
    """The provider of the settings. Raises Http404."""
    for provider in settings.KIMPPA_OIDC:
        if provider.name == name:
            match: Provider = provider
            return match
    raise Http404


def to_provider(request: HttpRequest, provider: Provider, target: str) -> HttpResponse:
    """Send the visitor to the provider. Raises one of OUTAGE when it does not answer."""
    nonce = secrets.token_urlsafe(24)
    link = Link(request, app_of(provider))
    response: HttpResponse = link.redirect(
        request,
        process=AuthProcess.LOGIN,
        next_url=target,
        auth_params={"nonce": nonce},
        nonce=nonce,
    )
    return response


def from_provider(request: HttpRequest, provider: Provider) -> tuple[Identity, str]:
    """Whom the provider sent back, and the page that the visitor had asked for.

    Raises FailedError.
    """
    view = Callback()
    view.request = request
    view.adapter = Conversation(request, provider)
    try:
        view.dispatch(request)
    except IdentifiedError as found:
        return found.identity, found.target
    except TokenError as error:
        logger.warning("single sign-on by %s: %s", provider.name, error)
        raise FailedError(Reason.TOKEN) from error
    except OUTAGE as error:
        logger.warning("single sign-on by %s: %s", provider.name, error)
        raise FailedError(Reason.PROVIDER) from error
    raise FailedError(Reason.TOKEN)


def app_of(provider: Provider) -> SocialApp:
    """The provider as allauth knows one; it is never saved."""
    return SocialApp(
        provider=PURPOSE,
        provider_id=provider.name,
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={"server_url": provider.discovery, "oauth_pkce_enabled": True},
    )


class IdentifiedError(Exception):
    """The conversation's end: an exception, so that allauth makes nothing of its own of it."""

    def __init__(self, identity: Identity, target: str) -> None:
        super().__init__(identity.subject)
        self.identity, self.target = identity, target


class FailedError(Exception):
    """The conversation with the provider came to nothing."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks of this instance about providers."""

    def list_apps(self, request: HttpRequest, **_filters: Any) -> list[SocialApp]:
        """Those of the settings only."""
        return [app_of(provider) for provider in settings.KIMPPA_OIDC]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str = "") -> "Link":
        """The provider of the name."""
        return Link(request, app_of(provider_named(provider)))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Give the failure to our own page instead of allauth's."""
        if error == AuthError.CANCELLED:
            raise FailedError(Reason.CANCELLED)
        logger.warning("single sign-on by %s: %s", provider.sub_id, exception or error)
        outage = isinstance(exception, requests.RequestException)
        raise FailedError(Reason.PROVIDER if outage else Reason.TOKEN) from exception


class Conversation(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """One exchange with a provider."""

    def __init__(self, request: HttpRequest, provider: Provider | str) -> None:
        self.of = provider if isinstance(provider, Provider) else provider_named(provider)
        self.state: dict[str, Any] = {}
        super().__init__(request, self.of.name)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The public address, whatever host name the request came by."""
        path = reverse("desk:sso-back", args=[self.of.name])
        return f"{settings.KIMPPA_PUBLIC_URL}{path}"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> None:
        """Check the token; always ends in IdentifiedError, or in the error that was found."""
        issuer = idtoken.expected_issuer(self.of, self.openid_config)
        claims = idtoken.read_token(
            str(kwargs["response"].get("id_token", "")),
            provider=self.of,
            issuer=issuer,
            keys=self._fetch(self.openid_config["jwks_uri"]),
            nonce=self.state.get("nonce", ""),
        )
        if self.of.email_claim not in claims and "userinfo_endpoint" in self.openid_config:
            claims = self._with_userinfo(claims, token.token)
        identity = idtoken.identity(claims, provider=self.of)
        raise IdentifiedError(identity, self.state.get("next", ""))

    def _with_userinfo(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """Claims of the user's own page at the provider; the token's win (OIDC Core §5.3.2)."""
        userinfo = self._fetch_user_info(access_token)
        if userinfo.get("sub") != claims["sub"]:
            raise TokenError("the provider tells of another user than the token")
        return {**userinfo, **claims}

    def _fetch(self, address: str) -> dict[str, Any]:
        with Adapter(self.request).get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            document: dict[str, Any] = answer.json()
            return document


class Link(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """A provider of the settings, with our own conversation."""

    oauth2_adapter_class = Conversation


class Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    """allauth's callback, which hands the conversation what was kept at its beginning."""

    adapter: Conversation

    def _get_state(
        self, request: HttpRequest, provider: Link
    ) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, answer
