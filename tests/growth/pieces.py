"""Examples of the patterns that functions build while they run.

By the function's place: every pattern that its code or its data can give, or one like those that
it makes of people's words, which it escapes.
"""

import re

from kimppa.agreement.meaning import vocabulary
from kimppa.agreement.meaning.keywords import keywords
from kimppa.agreement.meaning.times import due, often
from kimppa.agreement.text import obligation
from kimppa.config.urls import urlpatterns
from kimppa.core.privacy import pseudonyms
from kimppa.core.words import services
from kimppa.desk.work import said_dates
from kimppa.feedback import finna, letters, redaction
from kimppa.marc.definition import articles
from kimppa.marc.pairing import carriers
from kimppa.marc.reading import around, characters, reasons
from kimppa.marc.rules.kernels import extents
from kimppa.ui import secret

_NAMES = ("Aino Åkerlund-Mäkelä", "Ab", "a.b+c@kirjasto.example")


# Those that are compiled in one function and used in others; all else is searched.
METHODS = {
    "kimppa.operations.backup.retention:own_backups": "fullmatch",
    "kimppa.marc.definition.articles:_pattern": "match",
}


def pieces() -> dict[str, list[re.Pattern]]:
    return _of_agreements() | _of_the_desk() | _of_the_catalogue()


def _of_agreements() -> dict[str, list[re.Pattern]]:
    return {
        "kimppa.agreement.meaning.vocabulary:Words.place": [
            vocabulary._run("*tili_kirja!"),
            re.compile(r"tili\b"),
        ],
        "kimppa.agreement.meaning.vocabulary:_run": [vocabulary._run("*tili_kirja!")],
        "kimppa.agreement.meaning.times.due:_days_after": compiled(
            *(stem for stem, _days in due._UNITS)
        ),
        "kimppa.agreement.meaning.times.often:_interval": compiled(
            *(stem for stem, _m in often._UNITS)
        ),
        "kimppa.agreement.meaning.keywords:_when": [when.pattern for when in keywords().when],
        "kimppa.agreement.text.layout.pieces:split_list": compiled(r"(?:^|(?<=\s))\-(?:\s|$)"),
        "kimppa.agreement.files.repairs:_with_sign": compiled(r"¨([aoAO])", r"([aoAO])¨"),
        "kimppa.agreement.text.obligation:_pattern": [
            obligation._pattern(table, key)
            for table, keys in obligation._data().items()
            for key in keys
        ],
    }


def _of_the_desk() -> dict[str, list[re.Pattern]]:
    months = [
        rf"\b(?:{stem}kuu(?:n|ssa|sta|lla|ta)?|{others})\b{said_dates._YEAR}"
        for stem, others in said_dates._MONTHS
    ]
    days = [*said_dates._DAYS_AGO, *said_dates._WEEKDAYS]
    return {
        "kimppa.operations.backup.retention:own_backups": compiled(
            r"kimppa-louna-(\d{8}T\d{6}Z)\.tar(\.age)?"
        ),
        "kimppa.core.connections.actions:without_secrets": compiled(r"(?<!\w)sala\-sana(?!\w)"),
        "kimppa.core.prose.seasons:_time_pattern": compiled(
            r"(?:^|(?<= ))tammikuussa\b(?! (?:19|20)\d\d)"
        ),
        "kimppa.core.words.services:_with_kind_named": compiled(
            rf"(?<![\w-])Koha{services._ENDING}(?![\w-])", r"Koha(?= [a-zåäö])"
        ),
        "kimppa.core.prose.passives:swedish_passive": compiled(r"\bgenomfört\b"),
        "kimppa.core.releases.models:Delivery.addressee": compiled(r"\bTammela\b"),
        "kimppa.core.privacy.pseudonyms:_pattern": [
            pseudonyms._pattern(_NAMES, r"(?<![\w.+-])", r"(?![\w-]|\.\w)"),
            pseudonyms._pattern(_NAMES, r"(?<!\w)", r"(?!\w)"),
        ],
        "kimppa.desk.work.said_dates:_date_days_ago": compiled(
            *(rf"\b(?:{words})\b" for words in days)
        ),
        "kimppa.desk.work.said_dates:_weekday_date": compiled(
            *(rf"\b(?:{words})\b" for words in days)
        ),
        "kimppa.desk.work.said_dates:_month_date": compiled(*months),
        "kimppa.pages.area:mentions": compiled(r"(?<![\w.-])louna\.1(?![\w-])"),
        "kimppa.feedback.finna:theme_in": compiled(*(known for _theme, known in finna._THEMES)),
        "kimppa.feedback.letters:filled": compiled(
            *(rf" ?\{{{name}\}}" for name in letters.VARIABLES)
        ),
        "kimppa.feedback.redaction:_name_patterns": list(redaction._name_patterns(_NAMES)),
        "kimppa.report.named:_is_named": compiled(r"(?<!\w)Quria", r"(?<!\w)Saari\-Finna"),
    }


def _of_the_catalogue() -> dict[str, list[re.Pattern]]:
    return {
        "kimppa.marc.definition.articles:_pattern": [
            articles._pattern(language) for language in articles.ARTICLES
        ],
        "kimppa.marc.pairing.carriers:_words": [carriers._words()[0]],
        "kimppa.marc.pairing.carriers:_by_size": compiled(
            *(rf"\s*{size}\b" for size in carriers._table()["size"])
        ),
        "kimppa.marc.pairing.carriers:_codes": [
            pattern for pattern, _carrier in carriers._codes("field-007")
        ],
        "kimppa.marc.examples:_Edition.__init__": compiled(re.escape("Tuulen hiljainen talo")),
        # The `stop` of the rules that are packaged.
        "kimppa.marc.fixing.functions.punctuation:without_stray_mark": compiled(
            "[0-9]{4}", '.*[^.?!)\\]"…”-]'
        ),
        "kimppa.marc.reading.around:of": compiled(rb"<(?:a|m:collection)(?=[\s>/])[^<>]*>"),
        "kimppa.marc.reading.around:_boundary": [around._boundary(b"marc:record")],
        "kimppa.marc.reading.reasons:_pattern": [reasons._pattern("not a field: {line}")],
        "kimppa.marc.reading.characters:_not_ansel": [characters._not_ansel()],
        "kimppa.marc.rules.kernels.extents:_patterns": list(extents._patterns().values()),
        "kimppa.ui.secret:key_pattern": [secret.key_pattern(secret.routes(urlpatterns))],
        # Compiled only to be read; what searches by a plan's pattern is stopped in time.
        "kimppa.marc.fixing.expressions:_refuse_unfit": [],
    }


def compiled(*patterns: str | bytes) -> list[re.Pattern]:
    return [re.compile(pattern) for pattern in patterns]
