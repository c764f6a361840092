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
    """Computes SHA-256 chunk by chunk; stops when more than `LARGEST` bytes come."""

    too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._sha256 = hashlib.sha256()
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Count and hash; hand nothing on."""
        self._size += len(raw_data)
        if self._size > LARGEST:
            self.too_large = True
            raise StopUpload(connection_reset=True)
        self._sha256.update(raw_data)

    def file_complete(self, file_size: int) -> HashedFile:
        """What is left of the file."""
        return HashedFile(self.file_name, file_size, self._sha256.hexdigest())
