"""Numbers that agreements write in words: months of notice, years in force, days to answer."""

_WORDS = {
    1: "yksi yhden yhdessä en ett one",
    2: "kaksi kahden kahdessa två two",
    3: "kolme kolmen kolmessa tre three",
    4: "neljä neljän neljässä fyra four",
    5: "viisi viiden viidessä fem five",
    6: "kuusi kuuden kuudessa sex six",
    7: "seitsemän seitsemässä sju seven",
    8: "kahdeksan kahdeksassa åtta eight",
    9: "yhdeksän yhdeksässä nio nine",
    10: "kymmenen kymmenessä tio ten",
    12: "kaksitoista kahdentoista tolv twelve",
    14: "neljäntoista neljätoista fjorton fourteen",
    15: "viidentoista femton",
    18: "kahdeksantoista arton",
    24: "kaksikymmentäneljä tjugofyra",
    30: "kolmenkymmenen trettio thirty",
}
NUMBERS = {word: number for number, words in _WORDS.items() for word in words.split()}
