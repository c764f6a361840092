"""Any file of MARC records → batches; one row, or bytes → a record."""

from kimppa.marc.reading.cutting import parts
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.files import grouped, joined, read
from kimppa.marc.reading.formats import Format
from kimppa.marc.reading.rows import record_from, record_of, records_at, records_of

__all__ = [
    "Format",
    "MarcFileError",
    "grouped",
    "joined",
    "parts",
    "read",
    "record_from",
    "record_of",
    "records_at",
    "records_of",
]
