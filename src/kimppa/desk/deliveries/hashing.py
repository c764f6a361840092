"""Uploads that are only hashed: no byte of the file is kept in memory or on disk."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LARGEST = 50 * 1024 * 1024


class HashedFile(UploadedFile[bytes]):
    """An upload of which only name, size and checksum remain."""

    def __init__(self, name: str | None, size: int, sha256: str) -> None:
        super().__init__(file=None, name=name, size=size)
        self.sha256 = sha256


class HashingHandler(FileUploadHandler):
    """Computes SHA-256 chunk by chunk; stops when more than `LARGEST` bytes come in all.

    A little too much is read to its end and passed by, so that the browser gets to show the
    answer; who sends far too much is cut off.
    """

    too_large = False
    _received = 0
    _far_too_much = False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """The request begins; the third argument is the length that it tells."""
        self._far_too_much = int(args[2]) > 4 * LARGEST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._sha256 = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Count and hash; hand nothing on."""
        self._received += len(raw_data)
        if self._received > LARGEST:
            self.too_large = True
            raise StopUpload(connection_reset=self._far_too_much)
        self._sha256.update(raw_data)

    def file_complete(self, file_size: int) -> HashedFile:
        """What is left of the file."""
        return HashedFile(self.file_name, file_size, self._sha256.hexdigest())
