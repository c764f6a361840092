"""Any file of MARC records → batches; one row, or bytes → a record."""

from kimppa.marc.reading.cutting import parts as parts
from kimppa.marc.reading.errors import MarcFileError as MarcFileError
from kimppa.marc.reading.files import grouped as grouped
from kimppa.marc.reading.files import joined as joined
from kimppa.marc.reading.files import read as read
from kimppa.marc.reading.formats import Format as Format
from kimppa.marc.reading.rows import record_from as record_from
from kimppa.marc.reading.rows import record_of as record_of
from kimppa.marc.reading.rows import records_at as records_at
from kimppa.marc.reading.rows import records_of as records_of
