"""Whether two act in one sentence: "Kirjasto ylläpitää sivut ja kunnat hyväksyvät ne". Pure.

Who only gets something ("ja kunnat saavat raportin") is told by the verb.
"""

import re
from collections.abc import Sequence

from kimppa.agreement.text.obligation import sentences
from kimppa.core.consortium.finland import listed_names

_TOKEN = re.compile(r"[\w-]+|[;,]")
_DOER = re.compile(
    r"[\w-]{0,25}(?:kunta|kunnat|kaupunki|kaupungit|käyttäjät?|tuottajat?|tilaajat?|ostajat?|myyjät?"
    r"|johtajat?|kirjastot?|ryhmät?|tiimit?|osapuoli|osapuolet|yhteyshenkilöt?|koordinaattorit?"
    r"|lukiot?|koulut?|henkilöstö|kuntayhtymä|hyvinvointialue|toimittajat?|toimipaikat|kommun"
    r"|kommunen|kommunerna|stad|staden|städerna|användare|användaren|producenten|biblioteket"
    r"|biblioteken|chefen|cheferna|gruppen|grupperna|nämnden|nämnderna|parten|parterna|köparen"
    r"|köparna|säljaren|samordnaren|personalen|skolan|skolorna|redaktören)"
)
_EACH = frozenset(
    ["kukin", "kunkin", "jokainen", "muut", "kaikki", "varje", "alla", "de", "andra", "övriga"]
)
# A finite verb with a doer: kokoaa, hyväksyvät, raportoi; godkänner, ska. Passives end in n or s.
_VERB = re.compile(
    r"[a-zåäö]{2,25}(?:aa|ää|ee|ii|oo|uu|yy|öö|oi|öi|vat|vät|ar|er|ör)|vie|ska|gör|ser|ger"
)
_GETS = re.compile(
    r"saa|saavat|voi|voivat|hyöty\w{1,4}|maksa\w{1,3}|käyttä\w{1,3}|omista\w{1,3}|tarvits\w{1,5}"
    r"|on|ovat|får|kan|har|är|betalar|använder|äger|behöver|slipper"
)
_AND = frozenset(["ja", "sekä", "mutta", "och", "samt", "men", "medan", "taas", ";"])
_UNDER = re.compile(
    r"jo(?:ka|t|n|i|s|ll)\w{0,5}|kun|jos|että|mitä|miten|som|vilk\w{1,4}|när|om|att|då"
)


def second_doer(text: str) -> int:
    """The character at which the part of a second doer of one sentence begins; 0 without one."""
    start = 0
    for sentence in sentences(text):
        start = text.index(sentence, start)
        if position := _second(list(_TOKEN.finditer(sentence))):
            return start + position
    return 0


def _second(tokens: Sequence[re.Match[str]]) -> int:
    words = [token[0] for token in tokens]
    first_index = next((index for index in range(len(words)) if _acts(words, index)), None)
    if first_index is None:
        return 0
    for index in range(first_index + 2, len(words) - 2):
        if words[index] not in _AND or _is_under(words[first_index:index]):
            continue
        verb = _acts(words, index + 1)
        if (
            verb
            and words[index + 1] != words[first_index].casefold()
            and not _GETS.fullmatch(words[verb])
        ):
            begins = index + 1 if words[index] == ";" else index
            return tokens[begins].start()
    return 0


def _is_under(words: Sequence[str]) -> bool:
    """Whether the next words may go on a clause that begins with "joka": no comma ends it."""
    under_indexes = [at for at, word in enumerate(words) if _UNDER.fullmatch(word)]
    return bool(under_indexes) and "," not in words[under_indexes[-1] + 1 :]


def _acts(words: Sequence[str], index: int) -> int:
    """The place of the verb when somebody who acts stands here, 0 otherwise."""
    if index and _UNDER.fullmatch(words[index - 1].casefold()):
        return 0
    end = _doer_ends(words, index)
    if not end:
        return 0
    while end + 1 < len(words) and words[end] in ("ja", "sekä", "och", "samt", ","):
        further = _doer_ends(words, end + 1)
        if not further:
            break
        end = further
    if end < len(words) and _is_verb(words[end]):
        return end
    # "Årligen sammanställer värdkommunen": the verb goes before.
    return index - 1 if index and _is_verb(words[index - 1]) else 0


def _is_verb(word: str) -> bool:
    return bool(_VERB.fullmatch(word) or _GETS.fullmatch(word))


def _doer_ends(words: Sequence[str], index: int) -> int:
    """Where the words for somebody who acts end, 0 when they are no such words."""
    while index < len(words) and words[index].casefold() in _EACH:
        index += 1
    if index >= len(words):
        return 0
    word, word_after = words[index], words[index + 1].casefold() if index + 1 < len(words) else ""
    if word[0].isupper() and word.casefold() in listed_names():
        return index + 1 + (word_after in ("kommun", "stad"))
    if word[0].isupper() and word.endswith("n") and _DOER.fullmatch(word_after):
        return index + 2
    return index + 1 if _DOER.fullmatch(word.casefold()) else 0
