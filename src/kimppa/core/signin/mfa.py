"""What allauth asks of this instance about second factors."""

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import consortium


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are kept under the instance's key; names are the consortium's own."""

    def encrypt(self, text: str) -> str:
        """Lock a secret before it is stored."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret. Raises InvalidToken when the instance's key has changed."""
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def get_totp_issuer(self) -> str:
        """What an authenticator app calls this desk."""
        the_consortium = consortium()
        return f"Kimppa {the_consortium.short_name}" if the_consortium else "Kimppa"

    def get_totp_label(self, user: Person) -> str:
        """Whose code it is."""
        return user.email

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host name that passkeys are bound to: the public one, whatever a request says."""
        host = urlsplit(settings.KIMPPA_PUBLIC_URL).hostname or "localhost"
        return {"id": host, "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        """Whose passkey it is, as the device shows it."""
        handle = str(user_pk_to_url_str(user)).encode()
        return {"id": handle, "display_name": user.name, "name": user.email}


def _cipher() -> Fernet:
    digest = salted_hmac("kimppa.second-factor", "key", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
