"""Whether a logged sentence is whole: each clause has its verb and is joined to the one before,
its subject and verb agree, and its words are those of written language. Pure.
"""

import re
from itertools import pairwise

from kimppa.core.prose.punctuation import JOINING
from kimppa.core.words.calendar import TIME_WORD
from kimppa.core.words.dictionary import has_finite_verb
from kimppa.core.words.nouns import MANY, noun
from kimppa.core.words.verbs import finite_verb, is_finite, words_of

_SUBORDINATE = {
    "fi": re.compile(r", (?:koska|jotta|että|kun|jolloin|vaikka) "),
    "sv": re.compile(r",? (?:eftersom|så att|därför att|medan) "),
    "en": re.compile(r",? (?:because(?! of)|so that|while) "),
}
_JOINED = {
    "fi": re.compile(
        r"(?:ja|eikä|mutta|vaan|tai|sekä|koska|kun|kuten|vaikka|ennen|niin|sillä|eli|joten|mitä|mikä"
        r"|mihin|mistä|milloin|missä|miten|ett[aäe]\w{0,3}|jo\w{1,6})\b"
    ),
    "sv": JOINING["sv"],
    "en": JOINING["en"],
}
_SHOUTED = re.compile(r"!(?! *$)|!!")
# Of what is so from then on: "så att barn inte får avgift".
_SWEDISH_NOW = re.compile(
    r"\b(?:får|går|ger|blir|räcker|börjar|kommer|gör|skriver|tar|ser|vill|vet|bor|kostar|ligger"
    r"|leder|använder|öppnar|stänger|fungerar|lånar|hittar|slipper|betalar)\b"
)
_SWEDISH_CLAUSE = re.compile(r",? (?:när|som|att|eftersom|medan|där) ")
_SWEDISH_MANY = frozenset((
    "alla", "båda", "nya", "några", "flera", "samma", "våra", "dessa", "andra", "egna", "första",
    "sista", "stora", "gamla",
))  # fmt: skip
_SHORTEST = 3  # words of a clause with its verb
_AND = {"fi": " ja ", "sv": " och ", "en": " and "}
_SINGULAR = re.compile(
    r"on|oli|tuli|alkoi|sai|jäi|meni|kävi|lähti|menee|tulee|jää|vie|näkyy|lähettää"
)
_ALSO_OF_ALL = frozenset(["saa", "voi", "pitää", "täytyy"])  # "varaukset saa noutaa"
_NECESSARY = re.compile(r"\w{2,40}t[aä]v[aä]")  # "ne on katsottava"
_PLURAL_PRONOUNS = frozenset(["ne", "he", "nämä", "nuo"])
# "siivous: poistettu asiakkaat": a note, no sentence.
_NOTED = re.compile(
    r": (?:\w{2,40}t[tu][uy]|oli|on|ei|tuli|jäi)\b|\d \w{2,40} otti(?:vat)? käyttöön$"
)
# Written Finnish has few words as short as these, and none that end in -ks; few shout. No word has
# a letter three times.
_UNWRITTEN = re.compile(
    r"(?<![\w:-])(?!(?:e|ja|ei|en|et|on|ne|he|se|jo|no|yö|ks|nk|iv|ii|kk|km|cm)(?!\w))[a-zåäö]{1,2}"
    r"(?![\w.:-])|\b[a-zåäö]{2,40}[aiu]ks\b|\b[A-ZÅÄÖ]{7,40}\b|!|([a-zåäö])\1\1"
    r"|\b\w{3,40}(?<!espoo)(?<!porvoo)(?<!talkoo)(?<!Espoo)(?<!Porvoo)(?<!tatuo)(?:oo|öö)\b"
    r"|\b(?:ol|tul|kuul|men|pääss|käy|saa|jää|teh|näh|anta|otta|pitä|toimi|löyty|alka|loppu|ehti|voi"
    r"|joutu|hajon|unohta|laitta|suut|tilan|osan)(?:n[uy]|l[uy])\b"
)
_ONE = re.compile(r"[^\W\d_]{2,30}(?:ee|aa|ää|oo|uu|yy|öö|uo|yö|i)")
_MANY_LIKE = re.compile(r"[a-zåäö]{3,40}(?:[aeiouyäö]t)(?<!internet)")
# Words of speech, and those that only their makers know.
SPOKEN = re.compile(
    r" [+&=<>] |[→≥≤]"
    r"|\b(?:uus|\w{0,30}jutt[iu]\w*|kuski\w*|bugi\w*|bugeja|tsek\w+|printteri\w*|läppäri\w*"
    r"|meili\w*|maili|maileja|postail\w+|äppi\w*|somet\w+|hommat?|hommia|mistä vaan|mihin vaan"
    r"|missä vaan|nurin|jees|ok|okei|tosi|ihan|iha|jne|ym|esim|rajapin\w+|metada\w+|skripti\w*"
    r"|indeksoin\w+|integraatio\w*|parametri\w*|konfigur\w+|API|RDA|WCAG|SIP2?|NCIP|GDPR|DPIA|SSO"
    r"|LDAP|XML|JSON|MFA|[23]FA|SSL|VPN|OAI(?:-PMH)?|CSS|regex|croni?n?|bulk|live|pilot|update"
    r"|usage|reporti\w*|staging|dump\w*|reject\w*|prod|callback|timeout|retry|captcha|spam\w*"
    r"|plugi\w*|csv|scan|livenä|downtime|upstream|done|tickets?|huippu|haastis\w*|kaa|yks|kaks|ens|mut|sit|onki|kipee\w*|oikee\w*|vaikkei"
    r"|nån|nåt|nåra|sån|mej|dej|int|grej\w*|fixa\w*|kolla\w*|typ|buggar?|stuff|gonna"
    r"|bugs?|config\w*|metadata"
    r"|dupes?|dom(?= (?:är|var|har|fick|gick|kom|ska|blev))|gränssnitt\w*)(?![\w-])(?!\.\d)",
    re.IGNORECASE,
)

# What an English sentence begins with: "After complaints, …".
LEADS_IN = re.compile(
    r"(?:After|Before|During|In|On|At|Because of|Thanks to|For|Due to|From|By|Since|Until|With"
    r"|Throughout|Over) "
)
_PLAIN_ENGLISH = frozenset((
    "update", "usage", "live", "pilot", "done", "ticket", "tickets", "scan", "typ", "int",
))  # fmt: skip


def is_whole(sentence: str, language: str) -> bool:
    """Whether every clause of a sentence stands as it should."""
    return not (
        _lacks_verb(sentence, language)
        or _is_spliced(sentence, language)
        or _SHOUTED.search(sentence)
        or (language == "fi" and (_disagrees(sentence) or _is_note(sentence)))
    )


def _lacks_verb(sentence: str, language: str) -> bool:
    if language == "sv" and _begins_with_infinitive(sentence):
        return True
    _first, *clauses = _SUBORDINATE[language].split(sentence)
    if language == "en":  # whose verbs of now look like nouns: "so that crates reach the school"
        return any(len(clause.split()) < _SHORTEST for clause in clauses)
    return any(
        not finite_verb(f"x {clause}", language)
        and not (language == "fi" and has_finite_verb(clause))
        and not (language == "sv" and _SWEDISH_NOW.search(clause))
        for clause in clauses
    )


def _is_spliced(sentence: str, language: str) -> bool:
    """Whether something follows a comma alone: "kysely tehtiin, 88 vastasi, toivottiin kirjoja";
    not in a list, whose last is joined or that stands behind a colon.
    """
    head, colon, text_behind = sentence.partition(": ")
    if colon and finite_verb(head, language) and not finite_verb(f"x {text_behind}", language):
        sentence = head
    head, *parts = sentence.replace("-, ", "-\u00a0").split(", ")  # "hankinta-, poisto- ja …"
    loose_parts = [
        part
        for part_before, part in pairwise(["", *parts])
        if not _JOINED[language].match(part) and not _closes(part_before, part, language)
    ]
    if not loose_parts or _AND[language] in parts[-1]:
        return False
    if finite_verb(head, language) is None and LEADS_IN.match(head):
        return False
    # "Posion, Vaalan ja Puolangan kouluissa, ja ne jatkuvat": the list ends before the last clause.
    return _AND[language] not in loose_parts[-1] or bool(
        finite_verb(f"x {loose_parts[-1]}", language)
    )


def _begins_with_infinitive(sentence: str) -> bool:
    """Whether a Swedish sentence leaves its main verb out: "hitta guiden nu när alla har åkt"."""
    main_clause = _SWEDISH_CLAUSE.split(sentence, maxsplit=1)[0]
    first_word = main_clause.partition(" ")[0].casefold()
    is_infinitive = first_word.endswith("a") and first_word not in _SWEDISH_MANY
    return is_infinitive and main_clause != sentence and finite_verb(main_clause, "sv") is None


def _closes(clause: str, part: str, language: str) -> bool:
    """Whether the main clause goes on behind one that was put into it: "tiedot, joita ei käytetty,
    sovitun säännön mukaisesti".
    """
    is_clause = bool(_JOINED[language].match(clause)) and finite_verb(f"x {clause}", language)
    return bool(is_clause) and finite_verb(f"x {part}", language) is None


def _disagrees(sentence: str) -> bool:
    """Whether the verb of speech follows many ("lähetykset kulkee"), or an adjective alone does the
    deed ("uudet oppivat").
    """
    words = [match[0].casefold() for match in words_of(sentence)]
    if any(
        word == "uudet" and is_finite(verb, "fi") and not verb.endswith("tiin")
        for word, verb in pairwise(words)
    ):
        return True
    word_triples = zip(words, words[1:], [*words[2:], ""], strict=False)
    if any(
        word in _PLURAL_PRONOUNS
        and _SINGULAR.fullmatch(verb)
        and not _NECESSARY.fullmatch(word_behind)
        for word, verb, word_behind in word_triples
    ):
        return True
    return any(_is_many(word) and _is_singular(verb) for word, verb in pairwise(words))


def _is_note(sentence: str) -> bool:
    """Whether it is no sentence of written language, or tells only into what something was turned
    ("kirjattiin poikkeamaksi").
    """
    if _NOTED.search(sentence) or _UNWRITTEN.search(sentence):
        return True
    words = [match[0].casefold() for match in words_of(sentence)]
    other_words = [
        word for word in words if not is_finite(word, "fi") and not TIME_WORD.fullmatch(word)
    ]
    return bool(other_words) and all(word.endswith("ksi") for word in other_words)


def _is_many(word: str) -> bool:
    if word == "puolet":  # "yli puolet koski"
        return False
    word_noun = noun(word)
    if word_noun is not None:
        return word_noun.form == MANY
    return bool(_MANY_LIKE.fullmatch(word))


def _is_singular(word: str) -> bool:
    if word in _ALSO_OF_ALL:
        return False
    return bool(_SINGULAR.fullmatch(word)) or (bool(_ONE.fullmatch(word)) and is_finite(word, "fi"))


def spoken_words(text: str, language: str) -> list[str]:
    """The words and marks of a text that are of speech, or known only to their makers, in order;
    what is plain English is none of them in an English text.
    """
    words = [match[0].strip() for match in SPOKEN.finditer(text)]
    return [word for word in words if language != "en" or word.casefold() not in _PLAIN_ENGLISH]
