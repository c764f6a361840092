"""Why something is a fault, in the reader's language."""

import re

import pytest

from kimppa.marc.results.messages import cited
from kimppa.marc.rules.loading import load

ENGLISH = re.compile(
    r"(?<![-\w])(the|and|is|are|of|has|not|must|with|which|what|their|by)(?![-\w])"
)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_source_of_a_rule_is_named_in_the_readers_language(language: str) -> None:
    for rule in load():
        told = cited(rule.source, language)
        assert told, rule.id
        assert not ENGLISH.search(told), (rule.id, told)
        assert not re.search(r"\b(marc|finna)\.md", rule.source), rule.id


def test_a_document_keeps_its_title_and_a_place_its_number() -> None:
    source = "MARC 21 Specifications for Character Sets: UTF-8"
    assert cited(source, "sv") == "MARC 21 Specifications for Character Sets"
    assert cited("MARC 21-fin: 773 $w links a part to its host", "fi") == "MARC 21-fin: 773 $w"
    assert cited("Finna index: the link's text is 856 $y, else $z", "sv").startswith("Finnas")
    assert cited("RDA 3.2 and 3.3: each carrier", "fi") == "RDA 3.2 ja 3.3"


def test_a_source_of_ones_own_stays_as_it_is_written() -> None:
    assert cited("Kimpan kokous 3.9.2024 § 4", "fi") == "Kimpan kokous 3.9.2024 § 4"
    assert cited("MARC 21: 245 is mandatory", "en") == "MARC 21: 245 is mandatory"
