"""Plain texts as agreements."""

from kimppa.agreement.reading import read_text
from kimppa.agreement.text.tree import AgreementText


def read_agreement(text: str) -> AgreementText:
    """The agreement that a plain text holds."""
    return read_text(text).agreement
