"""Everyday words for times, in Finnish and Swedish, as a librarian understands them.

A season or a part of a year is a span: what is done in it is due about its end. What is truly
vague is asked, not guessed. What is done oftener than once a month has no due days.
"""

import pytest

from kimppa.agreement.meaning.suggest import time_of
from kimppa.core.duties.rules import parse

EXACT = {
    "by 05-31": (
        "ennen kesäkuuta; toukokuun loppuun mennessä; toukokuussa; viimeistään toukokuussa; "
        "toukokuun aikana; innan juni; före juni; före juni månad; i maj; senast i maj; under "
        "maj; under maj månad; före utgången av maj; innan maj är slut; toukokuun kuluessa; "
        "before June"
    ),
    "by 10-31": (
        "viimeistään lokakuussa; lokakuun loppuun mennessä; ennen marraskuuta; senast i oktober; "
        "senast i slutet av oktober; vuosittain lokakuussa; under oktober månad"
    ),
    "by 12-31": (
        "vuoden loppuun mennessä; vuoden lopussa; ennen vuoden loppua; toimintavuoden lopussa; "
        "ennen vuodenvaihdetta; före årsskiftet; före årets slut; innan årets slut; senast vid "
        "årets slut; till årets slut; under andra halvåret; vuoden viimeisellä neljänneksellä; "
        "vuoden jälkipuoliskolla; under fjärde kvartalet; i slutet av året; viimeistään vuoden "
        "lopussa"
    ),
    "by 06-30": (
        "kesäkuun loppuun mennessä; ennen heinäkuuta; vuoden ensimmäisellä puoliskolla; "
        "ensimmäisen vuosipuoliskon aikana; under första halvåret; toisella neljänneksellä"
    ),
    "by 03-31": (
        "ensimmäisellä vuosineljänneksellä; under första kvartalet; senast i mars; ensimmäisen "
        "neljänneksen aikana"
    ),
    "by 05-31 every 2 years from 2026": "joka toinen vuosi toukokuussa; vartannat år i maj",
    "yearly": (
        "vuosittain; kerran vuodessa; kerran vuoden aikana; vuoden aikana; vuoden mittaan; en "
        "gång under året; en gång per år; under årets lopp; joka vuosi; årligen; yhden kerran "
        "vuodessa; 12 kuukauden välein"
    ),
    "half-yearly": (
        "puolivuosittain; puolen vuoden välein; kahdesti vuodessa; kaksi kertaa vuodessa; kaksi "
        "kertaa vuoden aikana; kaksi kertaa toimintavuodessa; 2 kertaa kalenterivuodessa; "
        "keväällä ja syksyllä; kevät- ja syyskaudella; joka kevät ja syksy; sekä syksyllä että "
        "keväällä; halvårsvis; varje halvår; två gånger om året; två gånger under året; två "
        "gånger per verksamhetsår; vår och höst; på våren och på hösten; varje vår och höst; en "
        "gång i halvåret; kaksi kokousta vuodessa; två möten under året; vartannat kvartal; joka "
        "toinen neljännesvuosi; kuuden kuukauden välein; var sjätte månad"
    ),
    "four-monthly": (
        "kolmesti vuodessa; kolme kertaa vuoden aikana; tre gånger under året; neljän kuukauden "
        "välein; joka neljäs kuukausi; var fjärde månad"
    ),
    "quarterly": (
        "neljännesvuosittain; kvartaaleittain; kerran kvartaalissa; neljästi vuodessa; neljä "
        "kertaa vuoden mittaan; joka neljännesvuosi; kolmen kuukauden välein; kvartalsvis; "
        "kvartalsvisa; fyra gånger under året; fyra gånger om året; en gång per kvartal; var "
        "tredje månad; kerran kolmessa kuukaudessa; vuosineljänneksittäin"
    ),
    "two-monthly": (
        "joka toinen kuukausi; parittomina kuukausina; varannan månad; kuudesti vuodessa; sex "
        "gånger under året; kuusi kertaa vuoden aikana; kahden kuukauden välein; var annan månad"
    ),
    "monthly": (
        "kuukausittain; kerran kuussa; kerran kuukaudessa; joka kuukausi; kuun lopussa; en gång i "
        "månaden; varje månad; månatligen; månadsvis; joka kuun alussa; kaksitoista kertaa "
        "vuodessa; tolv gånger om året"
    ),
    "every 2 years from 2026": (
        "joka toinen vuosi; kahden vuoden välein; vartannat år; var annat år; kerran kahdessa "
        "vuodessa; en gång på två år"
    ),
    "every 3 years from 2026": "kolmen vuoden välein; joka kolmas vuosi; vart tredje år",
    "every 4 years from 2026": "joka neljäs vuosi; vart fjärde år; kerran neljässä vuodessa",
    "every 5 years from 2026": "viiden vuoden välein; vart femte år",
    "within 1d": (
        "arkipäivän kuluessa; yhden päivän kuluessa; vuorokauden sisällä; seuraavana työpäivänä; "
        "inom en arbetsdag; inom ett dygn; nästa arbetsdag; neljän tunnin kuluessa; inom fyra "
        "timmar; 24 tunnissa; senast följande dag"
    ),
    "within 2d": (
        "kahden päivän kuluessa; kahdessa arkipäivässä; inom två arbetsdagar; 48 tunnin sisällä; "
        "viimeistään kahden päivän päästä"
    ),
    "within 3d": "kolmen työpäivän sisällä; kolmessa päivässä; inom tre dygn",
    "within 7d": (
        "viikon kuluessa; yhden viikon sisällä; viikossa; inom en vecka; inom loppet av en vecka; "
        "seitsemän vuorokauden kuluessa; viikon sisään"
    ),
    "within 10d": "kymmenessä päivässä; kymmenen arkipäivän kuluessa; inom tio vardagar",
    "within 11d": "yhdentoista päivän kuluessa; inom elva dagar",
    "within 12d": "kahdessatoista päivässä; inom tolv dagar",
    "within 14d": (
        "kahden viikon kuluessa; neljässätoista päivässä; neljäntoista päivän kuluessa; inom två "
        "veckor; inom fjorton dagar"
    ),
    "within 21d": "kolmessa viikossa; kolmen viikon aikana; inom tre veckor",
    "within 30d": "kuukaudessa; kuukauden kuluessa; inom en månad; 30 päivän määräajassa",
    "within 60d": "kahdessa kuukaudessa; inom två månader",
    "within 180d": "puolen vuoden kuluessa; inom ett halvår; inom sex månader",
    "continuous": (
        "kaksi kertaa kuussa; kahdesti kuukaudessa; två gånger i månaden; joka toinen viikko; "
        "kahden viikon välein; var fjortonde dag; varannan vecka; joka viikko; viikoittain; "
        "kerran viikossa; varje vecka; dagligen; päivittäin; joka arkipäivä; kolme kertaa "
        "viikossa; en gång i veckan; varje vardag; kolme kertaa kuukaudessa; tre gånger per "
        "månad; 14 päivän välein; jatkuvasti; fortlöpande; kesälukukampanja pidetään; vår "
        "gemensamma katalog; kevätkokouksen esityslista; enintään kolme kertaa vuodessa; samana "
        "päivänä; samma dag; 30 tuntia vuodessa; viikkoa ennen kokousta; kaksi henkilöä vuodessa"
    ),
    "as-needed": "tarvittaessa; tarpeen mukaan; vid behov; på begäran; pyynnöstä",
}

ABOUT = {
    "by 05-31": (
        "keväällä; kevään aikana; kevätkaudella; kevätlukukaudella; joka kevät; keväisin; "
        "kevääseen mennessä; ennen kesää; ennen kesälomia; loppukeväästä; på våren; under våren; "
        "varje vår; under vårterminen; före sommaren; före semestrarna; vuosittain keväällä; "
        "årligen på våren; touko-kesäkuun vaihteessa; i månadsskiftet maj–juni; kevätkauden "
        "loppuun mennessä; om våren"
    ),
    "by 08-31": (
        "kesällä; kesän aikana; kesäisin; på sommaren; under sommaren; varje sommar; lukuvuoden "
        "alussa; i början av läsåret; loppukesästä; på sensommaren"
    ),
    "by 11-30": (
        "syksyllä; syksyn aikana; joka syksy; syksyisin; på hösten; under hösten; varje höst; "
        "loppusyksystä; vuosittain syksyllä"
    ),
    "by 09-30": "alkusyksystä; syksyn alussa; i början av hösten; tidigt på hösten",
    "by 06-30": "alkukesästä; kesän alussa; i början av sommaren",
    "by 12-31": (
        "syyskaudella; syyslukukaudella; under höstterminen; loppuvuodesta; loppuvuoden aikana; "
        "vuodenvaihteessa; vid årsskiftet"
    ),
    "by 12-23": "ennen joulua; före jul; jouluun mennessä",
    "by 02-29": "talvella; talven aikana; på vintern",
    "by 05-10": "toukokuun alussa; i början av maj",
    "by 10-31": "lokakuun loppupuolella",
    "by 05-31 +1": "seuraavan vuoden keväällä; keväällä 2027; våren 2027",
    "by 05-31 every 2 years from 2026": "joka toinen kevät; joka toinen vuosi keväällä",
    "half-yearly": "pari kertaa vuodessa; ett par gånger om året",
    "within 2d": "parissa päivässä; parin arkipäivän kuluessa; inom ett par dagar",
    "within 14d": "parin viikon kuluessa; parissa viikossa; inom ett par veckor",
    "by 10-04": "viikolla 40; vecka 40",
}

VAGUE = (
    "säännöllisesti; säännöllisin väliajoin; regelbundet; aika ajoin; ajoittain; då och då; "
    "silloin tällöin; hyvissä ajoin; ajoissa; i god tid; muutamassa päivässä; muutaman viikon "
    "kuluessa; inom några dagar; kohtuullisessa ajassa; inom skälig tid; kerran "
    "valtuustokaudessa; en gång per fullmäktigeperiod; viisi kertaa vuodessa; useita kertoja "
    "vuodessa; flera gånger om året; muutaman kerran vuodessa; alkuvuodesta; kesälomien "
    "jälkeen; efter sommaren; riittävän usein; viiden kuukauden välein; mahdollisimman usein; "
    "så ofta som möjligt"
)


@pytest.mark.parametrize("rule", EXACT)
def test_words_that_say_it_exactly(rule):
    assert str(parse(rule)) == rule
    for words in EXACT[rule].split("; "):
        time = time_of(f"Asia hoidetaan {words}.", 2026)
        assert (time.due, time.certainty) == (rule, ""), words


@pytest.mark.parametrize("rule", ABOUT)
def test_words_that_say_it_about(rule):
    assert str(parse(rule)) == rule
    for words in ABOUT[rule].split("; "):
        time = time_of(f"Asia hoidetaan {words}.", 2026)
        assert (time.due, time.certainty) == (rule, "about"), words


@pytest.mark.parametrize("words", VAGUE.split("; "))
def test_vague_words_are_asked(words):
    time = time_of(f"Asia hoidetaan {words}.", 2026)
    assert (time.due, time.certainty) == ("continuous", "ask")
