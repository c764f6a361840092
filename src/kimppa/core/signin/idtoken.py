"""Reading and checking the ID tokens of OpenID providers.

OpenID Connect Core 1.0 §3.1.3.7, with the signature always checked. Pure: no Django; the only
clock is that of the expiry check.
"""

from dataclasses import dataclass
from typing import Any

import jwt  # comes with allauth, whose own reading leaves the signature and the nonce unchecked

from kimppa.core.signin.providers import Provider

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY_SECONDS = 60
TENANT = "{tenantid}"


class TokenError(Exception):
    """The token, or the provider's description of itself, must not be believed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at a provider: `subject` never changes hands, an address may."""

    issuer: str
    subject: str
    email: str
    email_is_proved: bool


def expected_issuer(provider: Provider, config: dict[str, Any]) -> str:
    """The issuer that tokens must name; may hold `{tenantid}` where the provider says so.

    Raises TokenError when the description is of another issuer than the one that was set.
    """
    issuer = config.get("issuer")
    if not isinstance(issuer, str):
        raise TokenError("the provider does not tell its issuer")
    if TENANT in issuer:
        if not provider.tenants:
            raise TokenError("the issuer serves many tenants, and none is named in the settings")
        return issuer
    if issuer.rstrip("/") != provider.issuer.rstrip("/"):
        raise TokenError(f"the provider calls itself {issuer!r}")
    return issuer


def read_token(
    token: str, *, provider: Provider, issuer: str, keys: dict[str, Any], nonce: str
) -> dict[str, Any]:
    """The claims of a token that is signed by the provider, for us, now, for this very sign-in.

    `keys` is the provider's JSON Web Key Set. Raises TokenError.
    """
    try:
        header = jwt.get_unverified_header(token)
        key = _signing_key(keys, header)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[header["alg"]],
            audience=provider.client_id,
            leeway=LEEWAY_SECONDS,
            options={
                "require": ["exp", "iat", "aud", "iss", "sub"],
                "verify_iss": False,
            },
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise TokenError(f"the token is not valid: {error}") from error
    _check_claims(claims, provider, issuer, nonce)
    return claims


def identity(claims: dict[str, Any], *, provider: Provider) -> Identity:
    """Who the claims are about. Raises TokenError when they name nobody.

    The address is proved when the provider says so; where it says nothing, when the settings
    trust it for the domain. A provider that says "not verified" is believed.
    """
    subject = claims.get(provider.subject_claim)
    if not isinstance(subject, str) or not subject:
        raise TokenError(f"the claim {provider.subject_claim!r} is missing")
    email = claims.get(provider.email_claim)
    email = email.strip().lower() if isinstance(email, str) else ""
    # What is said of `email` tells nothing of another claim.
    verified_claim = claims.get("email_verified") if provider.email_claim == "email" else None
    is_proved = (
        verified_claim in (True, "true") if verified_claim is not None else provider.trusts_email
    )
    return Identity(claims["iss"], subject, email, bool(email) and is_proved)


def _check_claims(claims: dict[str, Any], provider: Provider, issuer: str, nonce: str) -> None:
    tenant = str(claims.get("tid", "")).lower()
    if provider.tenants and tenant not in provider.tenants:
        raise TokenError("the tenant is not among those let in")
    if claims["iss"] != issuer.replace(TENANT, tenant):
        raise TokenError("the token is of another issuer")
    has_several_audiences = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if has_several_audiences and "azp" not in claims:
        raise TokenError("the token has several audiences and does not tell whom it is for")
    if "azp" in claims and claims["azp"] != provider.client_id:
        raise TokenError("the token was made for another client")
    if not nonce or claims.get("nonce") != nonce:
        raise TokenError("the token belongs to another sign-in")


def _signing_key(keys: dict[str, Any], header: dict[str, Any]) -> Any:
    if header.get("alg") not in ALGORITHMS:
        raise TokenError(f"the signature's kind {header.get('alg')!r} is not taken")
    kid = header.get("kid")
    matches = [
        key
        for key in keys.get("keys", [])
        if key.get("use", "sig") == "sig" and (kid is None or key.get("kid") == kid)
    ]
    if len(matches) != 1:
        raise TokenError("the token's key is not among the provider's")
    return jwt.PyJWK(matches[0], header["alg"]).key
