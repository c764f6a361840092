"""What a test asks of the Finnish dictionary, where it is installed."""

import pytest

from kimppa.core.voikko import is_installed

# Optional on a developer's machine; `.ci/run` installs it, so that there nothing is left out.
LACKING = "optional: apt-get install libvoikko1 voikko-fi"
needs_dictionary = pytest.mark.skipif(not is_installed(), reason=LACKING)
