"""What words announce as personal: birth dates, codes, plates, homes, hidden addresses. Pure.

Each pattern keeps those words as its first group.
"""

import re

_STREETS = (
    "katu|kadun|tie|tien|kuja|polku|väylä|raitti|rinne|kaari|aukio|tori|mäki|ranta|gatan|vägen|"
    "gränden|stigen|stranden|street|road"
)
DASH = "\\-\u2010\u2011\u2012\u2013\u2014\u2212"
_MONTH = (
    r"(?:(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu(?:n|ta)|"
    r"januar[iy]|februar[iy]|mars|march|april|ma[jy]|jun[ie]|jul[iy]|august[i]?|september|"
    r"o[ck]tober|november|de[cs]ember)"
)
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:\d{{1,2}}\s?[./]\s?\d{{1,2}}\s?[./]?\s?(?:{_YEAR}|[{DASH}'’]?\d\d)(?!\d)"
    rf"|{_YEAR}[{DASH}./]\d{{1,2}}[{DASH}./]\d{{1,2}}(?!\d)"
    r"|\d{6}(?:\d\d)?(?!\d)"
    rf"|(?:\d{{1,2}}(?:\.|st|nd|rd|th|:[ae])?|[^\W\d]{{4,24}})\s(?:of\s|päivä(?:nä)?\s)?"
    rf"{_MONTH}(?:\s(?:vuonna\s|år\s)?{_YEAR})?"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR})"
)
# "syntyi" tells of authors: customers say it of themselves and theirs in other words.
BIRTH = re.compile(
    r"(?<![^\W_])((?:[sf]\.|synt\.?|syntynyt|synnyin|synty(?:nen|neeni)|"
    r"syntymä(?:aika|päivä)[^\W\d]{0,9}|född|födelse(?:datum|dag|tid)[^\W\d]{0,9}|"
    r"born|birth(?:day|date)?|d\.?o\.?b\.?)"
    rf"(?:\s?[:=(]|\s(?:on|är|is|den|the))?(?:\s(?:den|the))?\s{{0,2}}){_DATE}",
    re.IGNORECASE,
)
_IS = r"(?:\s(?:on|är|is|alkaa|börjar))?(?:\s?[:=])?\s{0,2}"
SECRET = re.compile(
    r"\b((?:pin(?:[- ]?koodi[^\W\d]*+|[- ]?kod[^\W\d]*+|[- ]?code)?|tunnusluku[^\W\d]*+|"
    r"salasana[^\W\d]*+|lösenord[^\W\d]*+|password|kod(?:en)?|koodi(?:ni)?|"
    r"käyttäjä(?:tunnu|nim)[^\W\d]*+|användarnamn[^\W\d]*+|user ?name)"
    r"\s*+(?:on|oli|är|var|is|was|=|:)?\s*+)([^\s\d]{0,100}+\d\S*+)",
    re.IGNORECASE,
)
CARD = re.compile(
    r"\b((?:(?:kirjasto|lainaus|lainaaja)?kort(?:ti|in)|asiakas|(?:låne|biblioteks)?kort|kund|card)"
    r"[^\W\d]{0,16}(?:\s(?:numero[^\W\d]{0,4}|nro|nr|nummer|number)\.?)?"
    rf"{_IS})(?<![^\W_])(?:[A-Z]{{1,3}}[- ]?\d{{4,20}}+|\d{{5,20}}+)(?!\w|[ .{DASH}]\d)",
    re.IGNORECASE,
)
IDENTITY = re.compile(
    r"\b((?:hetu|henkilötunnu|sotu|personbeteckning|personnummer|loppuosa|slutdel|slutsiffr)"
    rf"[^\W\d]{{0,9}}{_IS}[{DASH}+A]?)(?:\d{{6}}(?!\d)|\d{{3}}[0-9A-Z](?!\w))",
    re.IGNORECASE,
)
PLATE = re.compile(
    r"\b((?i:(?:auto(?:ni|n|a|lla)?|ajoneuvo[^\W\d]{0,9}|mopo[^\W\d]{0,9}|rek\.|rekisteri[^\W\d]{0,9}|"
    r"bil(?:en)?|registe?r[^\W\d]{0,9}|car|plates?)(?![^\W\d])[^\n.!?\d]{0,30}?)\b)"
    r"[A-ZÅÄÖ]{2,3}[- ]?\d{1,3}(?![\w-])"
)
_AT = (
    r"(?:[ \t]{0,2}[@＠][ \t]{0,2}|[ \t]?[(\[{<][ \t]?(?:at|ät|miukumauku|snabel-?a)[ \t]?[)\]}>]"
    r"[ \t]?|[ \t](?:ät|miukumauku|snabel-?a)[ \t])"
)
_DOT = (
    r"(?:\.|[ \t](?:dot|piste|punkt)[ \t]|[ \t]?[(\[{<][ \t]?(?:dot|piste|punkt|\.)[ \t]?[)\]}>]"
    r"[ \t]?)"
)
EMAIL = re.compile(rf"(?<![\w.+%-])()[\w.+%-]++{_AT}[\w-]+(?:{_DOT}[\w-]+)+", re.IGNORECASE)
# "at" is an address's only beside what no plain words look like.
EMAIL_AT = re.compile(
    rf"(?<![\w.+%-])()(?:[^\W\d_]++[._\d][\w.+%-]*+[ \t]at[ \t][\w-]+(?:{_DOT}[\w-]+)+"
    r"|[\w+%-]++[ \t]at[ \t][\w-]+[ \t](?:dot|piste|punkt)[ \t][\w-]+)",
    re.IGNORECASE,
)
_HOUSE = (
    r"\s{1,2}\d{1,4}(?:-\d{1,3})?(?:\s?[a-zA-Z](?![\wåäö]))?"
    r"(?:\s?(?:(?:as|bst|lgh)\.?\s?)?\d{1,3}(?![\d.]))?"
)
_TOWN = r"(?:,?\s{1,2}\d{5}\s{1,2}[A-ZÅÄÖ][\w-]+)?"
_OF_STREET = "|".join(f"(?<={street})" for street in _STREETS.split("|"))
# A word is read once, from its beginning: what of it stands before a capital letter is group 1.
STREET = re.compile(
    rf"(?<![\w-])((?:(?![A-ZÅÄÖ])\w*+-)*+)[A-ZÅÄÖ][\w-]*+"
    rf"(?:(?:{_OF_STREET})|\s(?:{_STREETS})){_HOUSE}{_TOWN}"
)
HOME = re.compile(
    r"\b((?i:(?:koti|posti|lasku)?osoit[^\W\d]{1,12}|adress[^\W\d]{0,3}|address|asun|asumme|bor på|"
    r"live at)(?:\s(?:on|är|is|osoitteessa))?(?:\s?:)?\s{1,2})"
    rf"(?:[A-ZÅÄÖ][\w-]*+|[\w-]++(?:{_OF_STREET})){_HOUSE}{_TOWN}"
)
FARM = re.compile(rf"(?<![\w-])()[A-ZÅÄÖ][\w-]*+{_HOUSE}(?=,?\s\d{{5}}\s[A-ZÅÄÖ])")
BOX = re.compile(r"(?<![\w-])()(?:postilokero|postbox|p\.?o\.? ?box)\s\d{1,5}(?!\d)", re.IGNORECASE)
