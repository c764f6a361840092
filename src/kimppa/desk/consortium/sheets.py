"""The workbook in which a consortium goes out and comes in: the columns of each sheet. Pure."""

from collections.abc import Mapping

from kimppa.core.imports.columns import Column

# Roles and kinds by what people call them; the codes go out, both come in.
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
_NAMES = (
    Column("name_fi", "Nimi"),
    Column("name_sv", "Nimi ruotsiksi"),
    Column("name_en", "Nimi englanniksi"),
)
_VALID = (
    Column("valid_from", "Voimassa alkaen", "date"),
    Column("valid_to", "Voimassa asti", "date"),
)
MUNICIPALITIES = (
    Column("code", "Kuntanumero", "code", key=True),
    *_NAMES,
    Column("position", "Järjestys", "integer"),
    *_VALID,
    Column("language", "Asiakirjojen kieli", optional=True),
)
BRANCHES = (
    Column("code", "Tunnus", key=True),
    *_NAMES,
    Column("municipality", "Kuntanumero", "code"),
    Column("municipality_confirmed", "Kunta vahvistettu", "yes-no"),
    Column("kind", "Laji", "choice", choices=BRANCH_KINDS),
    Column("isil", "ISIL"),
    *_VALID,
)
DEPARTMENTS = (
    Column("code", "Tunnus", key=True),
    *_NAMES,
    Column("branches", "Toimipisteet", "codes"),
)
SERVICES = (
    Column("slug", "Tunnus", key=True),
    *_NAMES,
    Column("kind", "Laji", "choice", choices=SERVICE_KINDS),
    Column("owner", "Omistaja"),
    Column("vendor", "Toimittaja"),
    Column("address", "Osoite"),
    Column("in_use_from", "Käytössä alkaen", "date"),
    Column("in_use_to", "Käytössä asti", "date"),
    Column("integrations", "Liitännät", optional=True, legacy=True),
    Column("sign_in", "Kirjautuminen", optional=True),
    Column("statistics_source", "Tilastojen lähde"),
    Column("privacy_notice", "Tietosuojaseloste", optional=True),
    Column("statement", "Saavutettavuusseloste"),
    Column("contacts", "Yhteyshenkilöt", optional=True),
)
INTEGRATIONS = (
    Column("service", "Palvelu", key=True),
    Column("target", "Toinen palvelu tai järjestelmä", key=True),
    Column("kind", "Laji", "choice", key=True, choices=INTEGRATION_KINDS),
    Column("direction", "Suunta", "choice", choices=DIRECTIONS),
    Column("standard", "Standardi tai rajapinta"),
    Column("state", "Tila", "choice", choices=INTEGRATION_STATES),
    Column("note", "Huomautus"),
)
PEOPLE = (
    Column("email", "Sähköposti", key=True),
    Column("name", "Nimi"),
    Column("language", "Kieli"),
    Column("role", "Rooli", "choice", filled=True, key=True, choices=ROLES),
    Column("municipality", "Kuntanumero", "code", key=True),
    *_VALID,
)
POPULATION = (
    Column("municipality", "Kuntanumero", "code", key=True),
    Column("year", "Vuosi", "integer", key=True),
    Column("value", "Asukasluku", "integer"),
    Column("source", "Lähde"),
    Column("as_of", "Tilanne", "date"),
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
