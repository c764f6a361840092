"""The workbook in which a consortium goes out and comes in: the columns of each sheet. Pure."""

from collections.abc import Mapping
from typing import Any

from kimppa.core.imports.columns import Column, Kind

# Roles and kinds by what people call them; the codes go out, both come in, in each language.
ROLES = {
    "pääkäyttäjä": "coordinator",
    "kirjastonjohtaja": "director",
    "henkilökunta": "staff",
    "lukija": "reader",
}
BRANCH_KINDS = {
    "kirjasto": "library",
    "koulukirjasto": "school",
    "kirjastoauto": "mobile",
    "lainausasema": "lending",
}
SERVICE_KINDS = {
    "kirjastojärjestelmä": "library-system",
    "verkkokirjasto": "web-library",
    "verkkosivusto": "website",
    "e-aineisto": "e-resource",
    "työtila": "workspace",
    "muu": "other",
}
INTEGRATION_KINDS = {
    "tietueet": "records",
    "saatavuus ja lainat": "availability",
    "asiakastiedot": "patrons",
    "kirjautuminen": "sign-in",
    "tilastot": "statistics",
    "tapahtumat ja muu sisältö": "content",
    "maksut": "payment",
    "muu": "other",
}
DIRECTIONS = {"palvelusta": "out", "palveluun": "in", "molempiin": "both"}
INTEGRATION_STATES = {"suunnitteilla": "planned", "käytössä": "in-use", "päättynyt": "ended"}

_SWEDISH = {
    "coordinator": "huvudanvändare",
    "director": "bibliotekschef",
    "staff": "personal",
    "reader": "läsare",
    "library": "bibliotek",
    "school": "skolbibliotek",
    "mobile": "bokbuss",
    "lending": "utlåningsställe",
    "library-system": "bibliotekssystem",
    "web-library": "webbibliotek",
    "website": "webbplats",
    "e-resource": "e-resurs",
    "workspace": "arbetsyta",
    "other": "annat",
    "records": "poster",
    "availability": "tillgänglighet och lån",
    "patrons": "kunduppgifter",
    "sign-in": "inloggning",
    "statistics": "statistik",
    "content": "evenemang och annat innehåll",
    "payment": "betalningar",
    "out": "från tjänsten",
    "in": "till tjänsten",
    "both": "i båda riktningarna",
    "planned": "planerad",
    "in-use": "i bruk",
    "ended": "avslutad",
}
_ENGLISH = {
    "library": "library",
    "school": "school library",
    "mobile": "bookmobile",
    "lending": "lending point",
    "library-system": "library system",
    "web-library": "web library",
    "availability": "availability and loans",
    "content": "events and other content",
    "payment": "payments",
    "out": "from the service",
    "in": "to the service",
    "in-use": "in use",
}


def _choices(codes: Mapping[str, str]) -> dict[str, Any]:
    """The words of each language for the codes of a column."""
    translations = {
        language: {words.get(code, code): code for code in codes.values()}
        for language, words in (("sv", _SWEDISH), ("en", _ENGLISH))
    }
    return {"choices": codes, "choices_in": translations}


def _column(
    name: str, title: str, swedish: str, english: str, kind: Kind = "text", **values: Any
) -> Column:
    return Column(name, title, kind, in_others={"sv": swedish, "en": english}, **values)


_NAMES = (
    _column("name_fi", "Nimi suomeksi", "Namn på finska", "Name in Finnish", optional=True),
    # In workbooks of before: the Finnish name, or that in the consortium's language alone.
    _column("name", "Nimi", "Namn", "Name", optional=True, legacy=True),
    _column("name_sv", "Nimi ruotsiksi", "Namn på svenska", "Name in Swedish"),
    _column("name_en", "Nimi englanniksi", "Namn på engelska", "Name in English"),
)
_VALID = (
    _column("valid_from", "Voimassa alkaen", "I kraft från", "Valid from", "date"),
    _column("valid_to", "Voimassa asti", "I kraft till", "Valid until", "date"),
)
MUNICIPALITIES = (
    _column("code", "Kuntanumero", "Kommunnummer", "Municipality code", "code", key=True),
    *_NAMES,
    _column("position", "Järjestys", "Ordning", "Order", "integer"),
    *_VALID,
    _column(
        "language",
        "Asiakirjojen kieli",
        "Dokumentens språk",
        "Language of documents",
        optional=True,
    ),
)
BRANCHES = (
    _column("code", "Tunnus", "Beteckning", "Code", key=True),
    *_NAMES,
    _column("municipality", "Kuntanumero", "Kommunnummer", "Municipality code", "code"),
    _column(
        "municipality_confirmed",
        "Kunta vahvistettu",
        "Kommunen fastställd",
        "Municipality confirmed",
        "yes-no",
    ),
    _column("kind", "Laji", "Typ", "Kind", "choice", **_choices(BRANCH_KINDS)),
    _column("isil", "ISIL", "ISIL", "ISIL"),
    *_VALID,
)
DEPARTMENTS = (
    _column("code", "Tunnus", "Beteckning", "Code", key=True),
    *_NAMES,
    _column("branches", "Toimipisteet", "Verksamhetsställen", "Branches", "codes"),
)
SERVICES = (
    _column("slug", "Tunnus", "Beteckning", "Code", key=True),
    *_NAMES,
    _column("kind", "Laji", "Typ", "Kind", "choice", **_choices(SERVICE_KINDS)),
    _column("owner", "Omistaja", "Ägare", "Owner"),
    _column("vendor", "Toimittaja", "Leverantör", "Vendor"),
    _column("address", "Osoite", "Adress", "Address"),
    _column("in_use_from", "Käytössä alkaen", "I bruk från", "In use from", "date"),
    _column("in_use_to", "Käytössä asti", "I bruk till", "In use until", "date"),
    _column(
        "integrations", "Liitännät", "Anslutningar", "Integrations", optional=True, legacy=True
    ),
    _column("sign_in", "Kirjautuminen", "Inloggning", "Sign-in", optional=True),
    _column(
        "statistics_source", "Tilastojen lähde", "Källa till statistiken", "Source of statistics"
    ),
    _column(
        "privacy_notice",
        "Tietosuojaseloste",
        "Dataskyddsbeskrivning",
        "Privacy notice",
        optional=True,
    ),
    _column(
        "statement", "Saavutettavuusseloste", "Tillgänglighetsutlåtande", "Accessibility statement"
    ),
    _column("contacts", "Yhteyshenkilöt", "Kontaktpersoner", "Contacts", optional=True),
    _column("support", "Tuen osoite", "Stödets adress", "Address of the support", optional=True),
)
INTEGRATIONS = (
    _column("service", "Palvelu", "Tjänst", "Service", key=True),
    _column(
        "target",
        "Toinen palvelu tai järjestelmä",
        "Annan tjänst eller annat system",
        "Other service or system",
        key=True,
    ),
    _column("kind", "Laji", "Typ", "Kind", "choice", key=True, **_choices(INTEGRATION_KINDS)),
    _column("direction", "Suunta", "Riktning", "Direction", "choice", **_choices(DIRECTIONS)),
    _column(
        "standard", "Standardi tai rajapinta", "Standard eller gränssnitt", "Standard or interface"
    ),
    _column("state", "Tila", "Status", "State", "choice", **_choices(INTEGRATION_STATES)),
    _column("note", "Huomautus", "Anmärkning", "Note"),
)
PEOPLE = (
    _column("email", "Sähköposti", "E-post", "Email", key=True),
    _column("name", "Nimi", "Namn", "Name"),
    _column("language", "Kieli", "Språk", "Language"),
    _column("role", "Rooli", "Roll", "Role", "choice", filled=True, key=True, **_choices(ROLES)),
    _column("municipality", "Kuntanumero", "Kommunnummer", "Municipality code", "code", key=True),
    *_VALID,
)
POPULATION = (
    _column("municipality", "Kuntanumero", "Kommunnummer", "Municipality code", "code", key=True),
    _column("year", "Vuosi", "År", "Year", "integer", key=True),
    _column("value", "Asukasluku", "Invånarantal", "Population", "integer"),
    _column("source", "Lähde", "Källa", "Source"),
    _column("as_of", "Tilanne", "Läge", "As of", "date"),
)
SHEETS: Mapping[str, tuple[Column, ...]] = {
    "Kunnat": MUNICIPALITIES,
    "Toimipisteet": BRANCHES,
    "Osastot": DEPARTMENTS,
    "Palvelut": SERVICES,
    "Liitännät": INTEGRATIONS,
    "Henkilöt": PEOPLE,
    "Asukasluvut": POPULATION,
}
# A sheet is called so in the other languages.
SHEET_NAMES: Mapping[str, Mapping[str, str]] = {
    "Kunnat": {"sv": "Kommuner", "en": "Municipalities"},
    "Toimipisteet": {"sv": "Verksamhetsställen", "en": "Branches"},
    "Osastot": {"sv": "Avdelningar", "en": "Departments"},
    "Palvelut": {"sv": "Tjänster", "en": "Services"},
    "Liitännät": {"sv": "Anslutningar", "en": "Integrations"},
    "Henkilöt": {"sv": "Personer", "en": "People"},
    "Asukasluvut": {"sv": "Invånarantal", "en": "Population"},
}
