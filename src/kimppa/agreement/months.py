"""The months by name in three languages: the beginnings of the Finnish names. Pure."""

_MONTHS = (
    ("tammi", "januari", "january"),
    ("helmi", "februari", "february"),
    ("maalis", "mars", "march"),
    ("huhti", "april", "april"),
    ("touko", "maj", "may"),
    ("kesä", "juni", "june"),
    ("heinä", "juli", "july"),
    ("elo", "augusti", "august"),
    ("syys", "september", "september"),
    ("loka", "oktober", "october"),
    ("marras", "november", "november"),
    ("joulu", "december", "december"),
)
NUMBERS = {name: at for at, names in enumerate(_MONTHS, start=1) for name in names}
FI, SV, EN = ("|".join(names) for names in zip(*_MONTHS, strict=True))


def month_of(name: str) -> int:
    """The number of a month by its name."""
    return NUMBERS[name.lower()]
