"""A paper as a good reader would read it, with a question of each kind: what the page draws."""

import re
from typing import Any

from django.test import Client

from kimppa.agreement.actions.papers import KEPT_FOR
from kimppa.agreement.models import Paper
from kimppa.agreement.structure.packing import pack, pack_lines
from kimppa.agreement.tests.walk import after
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.core import clock

H, V, L, T, E, S = Role.HEADING, Role.DUTY, Role.LEAD, Role.ROW, Role.TEXT, Role.PAGE


def line(role: Role, text: str, level: int = 0, label: str = "", **more: Any) -> PaperLine:
    number = "".join(c for c in label if c.isalnum())
    return PaperLine(text, label, number, level, role, **more)


def asked(
    role: Role, text: str, ask: str, *answers: Role, level: int = 0, replaces: int | None = None
) -> PaperLine:
    return line(role, text, level, ask=ask, answers=answers, replaces=replaces)


LINES = (
    line(S, "Selkävesi-kirjastot · Sopimus · Sivu 1 (3)", why="repeated"),
    line(H, "Sopimus Selkävesi-kirjastojen yhteistyöstä", why="title"),
    line(E, "Sopimuksen osapuolet ovat Forssan kaupunki sekä Tammelan ja Ypäjän kunnat."),
    line(E, "Kunnat ovat tehneet kirjastoyhteistyötä vuodesta 1998.", why="principle"),
    line(H, "Määritelmät", 1, "1 §", why="numbered"),
    line(E, "Yhteisellä luettelolla tarkoitetaan kirjastojen aineistotietoja.", why="definition"),
    line(H, "Yhteinen luettelo", 1, "2 §", why="numbered"),
    line(L, "Forssan kaupunki vastaa siitä, että"),
    line(V, "samasta teoksesta on luettelossa vain yhdet tiedot;", 1, "(a)", why="under-lead"),
    line(V, "kirjastot saavat kahdesti vuodessa koosteen korjattavista tiedoista; ja", 1, "(b)"),
    line(V, "uudet luetteloijat perehdytetään kuukauden kuluessa.", 1, "(c)"),
    asked(E, "Luetteloinnissa noudatetaan kansallisia ohjeita.", "obliges", E, V),
    line(H, "Verkkokirjasto ja asiakkaat", 1, "3 §", why="numbered"),
    line(V, "Asiakkaiden viesteihin vastataan kolmen arkipäivän kuluessa.", why="passive"),
    line(V, "Verkkokirjaston saavutettavuus tarkistetaan vuosittain 30.9. mennessä."),
    asked(
        V, "Forssa ylläpitää verkkokirjaston ohjesivuja, ja Ypäjä kokoaa tapahtumatiedot.", "two", V
    ),
    line(S, "– 2 –", why="page-number"),
    line(H, "Tehtävien jako", 1, "4 §", why="numbered"),
    line(L, "Tehtävät jaetaan kuntien kesken seuraavasti:"),
    line(L, "Tehtävä\tVastuu\tMääräaika", 1, why="table"),
    *(
        asked(E, text, "table", T, E, level=1)
        for text in (
            "Siirtolainojen kuljetus\tTammela\tjoka arkipäivä",
            "Käyttötilastojen kokoaminen\tForssa\t20.1. seur. vuonna",
            "Asiakaskysely\tYpäjä\tjoka toinen vuosi",
            "Tapahtumakalenteri\tTammela\tviikoittain",
            "E-aineistojen valinta\tForssa\t30.11. mennessä",
            "Henkilökunnan koulutuspäivä\tYpäjä\tkahdesti vuodessa",
        )
    ),
    line(H, "Päätökset ja seuranta", 1, "5 §", why="numbered"),
    line(V, "Kirjastojen johtajat kokoontuvat joka toinen kuukausi."),
    line(V, "Forssa laatii vuosittain selonteon yhteistyöstä helmikuun loppuun mennessä."),
    asked(E, "Tarvittaessa voidaan perustaa työryhmiä.", "permission", E, V),
    asked(H, "Yhteiset hankkeet", "heading", H, level=1),
    line(V, "Kunnat selvittävät vuosittain mahdollisuudet hakea hankerahaa."),
    line(V, "Forssa toimii hankkeiden hakijana, ellei toisin sovita."),
    line(H, "Kustannukset", 1, "6 §", why="numbered"),
    line(E, "Forssa laskuttaa kunnilta vuosittain 41 000 euroa asukasluvun mukaan.", why="price"),
    asked(E, "Lasku lähetetään 31.3. mennessä.", "price", E, V),
    line(H, "Voimassaolo", 1, "7 §", why="numbered"),
    line(E, "Sopimus on voimassa 1.1.2025–31.12.2028.", why="validity"),
    line(E, "Kunta voi irtisanoa sopimuksen kuuden kuukauden irtisanomisajalla."),
    line(H, "Liite 1. Muutos 3 §:ään", 1),
    asked(V, "Viesteihin vastataan kahden arkipäivän kuluessa.", "replaces", V, replaces=13),
    line(S, "Sivu 3 (3)", why="repeated"),
)


def make_paper(lines: tuple[PaperLine, ...] = LINES, name: str = "sopimus-selkavesi.txt") -> Paper:
    """The paper, brought and not mended yet."""
    text = "\n".join(f"{line.label} {line.text}".strip() for line in lines)
    return Paper.objects.create(
        name=name,
        data=pack(text),
        text=pack(text),
        lines=pack_lines(lines),
        brought_at=clock.now(),
        expires_on=clock.today() + KEPT_FOR,
    )


def url(paper: Paper, rest: str = "") -> str:
    return f"/agreement/import/{paper.pk}/{rest}"


def press(client: Client, paper: Paper, do: str, **values: object) -> str:
    """Press a button beside a line: the page that it leads to."""
    paper.refresh_from_db()
    sent = {"do": do, "seen": len(paper.mends)} | values
    return after(client, url(paper, "mend/"), **sent)


def words(body: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
