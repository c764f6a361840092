"""Whether an agreement is about what libraries do together, by the words of libraries. Pure.

Topics do not tell it: meetings, reports and training stand in agreements of any field.
"""

import re

from kimppa.agreement.text.tree import AgreementText

_LIBRARY = re.compile(
    r"kirjast|bibliotek|librar|\blaina(?!nan)|\w{0,20}lainau|\w{0,20}lainaaj|\w{0,12}lainoj|utlån"
    r"|låntag|\blån\b|\bnide\b|\bnite[ie]|nimek|luetteloi(?:d|n|j|v|m)|luettelotie|tietue|katalogis"
    r"|katalogpost|kokoelma|\bsamling(?!s)|bestånd|\bkirja[nt]?\b|\bkirjoj|\bkirjoi[hs]"
    r"|e-?aineisto|e-?kirj|äänikirj|kirjavink|kirjailij|kirjallisuu|\bböcker|\bbok(?:en)?\b"
    r"|bokprat|bokbil|bokpaket|bokcirk|e-?böcker|e-?material|läscirk|läsfrämj|läsning|lukupiir"
    r"|lukutaito|lukemi[sn]|satutun|sagostund|\bfinna|\bkoha\b|\bmarc\b|melinda|asiasan|ämnesord"
    r"|fjärrlån|\bbooks?\b|\bloans?\b|catalogu"
)
# Of so many parts of a hundred of its lines some speak of libraries; of one whose opening names
# a library, fewer.
_FEW, _FEWEST = 25, 10


def is_of_another_field(agreement: AgreementText) -> bool:
    """Whether too few of its clauses speak of what libraries do; not of one without clauses."""
    texts = [
        f"{section.title} {clause.lead} {clause.text}".casefold()
        for section in agreement.sections
        for clause in section.clauses
    ]
    opening = f"{agreement.title} {agreement.preamble}".casefold()
    least_share = _FEWEST if _LIBRARY.search(opening) else _FEW
    library_count = sum(1 for text in texts if _LIBRARY.search(text))
    return bool(texts) and library_count * 100 < least_share * len(texts)
