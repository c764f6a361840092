"""A file that is a zip of XML parts (Word, OpenDocument), each read only within bounds."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kimppa.agreement.files.encoding import AgreementTextError

MAX_PART = 12 * 1024 * 1024
"""The most that one part of the file may unpack to, in bytes."""
DEEPEST = 200
"""How deep elements may stand inside each other."""
_MOST_PARTS = 5_000
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)


class Package:
    """The parts of a file by their names, which are read without regard to capitals."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (*_FAULTS, NotImplementedError) as error:
            raise AgreementTextError("broken", part="ZIP") from error
        names = self._zip.namelist()
        if len(names) > _MOST_PARTS:
            raise AgreementTextError("bomb", limit=MAX_PART // 1024**2)
        self._names = {name.lower(): name for name in names}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def has_folder(self, folder: str) -> bool:
        """Whether some part stands in a folder."""
        return any(name.startswith(f"{folder}/") for name in self._names)

    def root(self, name: str) -> Element:
        """A part's root element. Raises AgreementTextError when it is no part, or no XML."""
        content = self.read(name)
        try:
            root: Element = fromstring(content, forbid_dtd=True)
        except DefusedXmlException as error:
            raise AgreementTextError("entities") from error
        except (ParseError, ValueError, LookupError) as error:
            raise AgreementTextError("broken", part=name) from error
        return root

    def read(self, name: str) -> bytes:
        """A part's bytes."""
        if name not in self:
            raise AgreementTextError("broken", part=name)
        try:
            with self._zip.open(self._names[name.lower()]) as source:
                content = source.read(MAX_PART + 1)
        except _FAULTS as error:
            raise AgreementTextError("broken", part=name) from error
        except (RuntimeError, NotImplementedError) as error:
            raise AgreementTextError("locked") from error
        if len(content) > MAX_PART:
            raise AgreementTextError("bomb", limit=MAX_PART // 1024**2)
        return content
