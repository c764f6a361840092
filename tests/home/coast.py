"""A year of a consortium unlike the demo's: other towns, services, topics and ways of writing."""

import datetime as dt

from kimppa.core.consortium.models import Consortium, Municipality, Service
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from tests.lines import make_lines

YEAR = 2023
TOWNS = {"678": "Raahe", "748": "Siikajoki", "625": "Pyhäjoki", "208": "Kalajoki"}
SUBJECTS = (
    "transport",
    "privacy",
    "billing",
    "reading@lukulahti",
    "library-system@koha",
    "cataloguing",
    "guidance",
    "meetings",
    "projects",
    "working-methods",
    "new-services",
    "other@tulostus",
    "other@kaukopalvelu",
    "teams",
    "eresource-selection",
    "elibrary",
)
# Month, day, subject, words as somebody logged them, figures, the town (none = all).
LOG: tuple[tuple[int, int, str, str, dict[str, int], str], ...] = (
    (1, 16, "transport", "Kuljetusreitti ja aikataulu sovittu kuljetusliikkeen kanssa", {}, ""),
    (3, 4, "transport", "Laatikot vaihdettu kevyempiin", {"laatikkoa": 60}, ""),
    (9, 11, "transport", "Siikajoen Ruukin kirjasto tuli mukaan reitille.", {}, "748"),
    (9, 12, "transport", "eilen ajettiin eka kerran Ruukin kautta", {}, "748"),
    (2, 7, "privacy", "Tietosuojaselosteet päivitetty 3 palveluun", {}, ""),
    (5, 23, "privacy", "Henkilöstölle tietosuojakoulutus Teamsissa", {"osallistujaa": 31}, ""),
    (4, 3, "billing", "Laskutuspohja uusittu ja testattu", {}, ""),
    (11, 28, "billing", "Pankkiyhteys: testaus: ok", {}, ""),
    (4, 17, "reading@lukulahti", "Viikolla vieraili viisi kirjailijaa.", {"kävijää": 412}, ""),
    (10, 2, "reading@lukulahti", "Kirjavinkkaus seiskaluokille", {"oppilasta": 186}, "678"),
    (10, 30, "reading@lukulahti", "Kirjavinkkaus seiskaluokille", {"oppilasta": 74}, "208"),
    (2, 13, "library-system@koha", "Koha päivitettiin versioon 22.11; katko kesti tunnin", {}, ""),
    (6, 12, "library-system@koha", "Noutotunnukset otettu käyttöön kaikissa kirjastoissa", {}, ""),
    (8, 21, "library-system@koha", "Korjasin SIP-asetukset Pyhäjoen automaatille", {}, "625"),
    (11, 6, "library-system@koha", "Päivitys siirtyi tammikuulle toimittajan pyynnöstä.", {}, ""),
    (3, 30, "cataloguing", "Luetteloitu alkuvuoden hankinnat", {"nimekettä": 1240}, ""),
    (12, 15, "cataloguing", "Kotiseutukokoelma luetteloitiin", {"nimekettä": 310}, "208"),
    (1, 25, "guidance", "Kohan kassaopastus", {"osallistujaa": 1}, "625"),
    (9, 26, "guidance", "Uusien työntekijöiden perehdytys", {"osallistujaa": 7}, ""),
    (1, 31, "meetings", "Työvaliokunta 1/2023", {}, ""),
    (3, 21, "meetings", "Työvaliokunta 2/2023", {}, ""),
    (5, 30, "meetings", "Työvaliokunta 3/2023", {}, ""),
    (6, 1, "meetings", "Muistio 3/2023 lähetetty", {}, ""),
    (9, 19, "meetings", "Työvaliokunta 4/2023", {}, ""),
    (11, 21, "meetings", "Työvaliokunta 5/2023", {}, ""),
    (12, 1, "meetings", "Valiokunta hyväksyi ensi vuoden hankintaperiaatteet.", {}, ""),
    (5, 5, "projects", "AVI-avustus haettu lukukoira-hankkeelle", {"euroa": 12000}, ""),
    (6, 27, "projects", "Avustuspäätös saatu; hanke alkaa syyskuussa", {}, ""),
    (10, 12, "projects", "Lukukoirat kävivät neljässä kirjastossa.", {}, ""),
    (8, 14, "working-methods", "Sovittiin yhteinen tapa kirjata varausten puutteet", {}, ""),
    (3, 8, "other@tulostus", "Tulostuspalvelu kilpailutettu", {}, ""),
    (6, 19, "other@tulostus", "Laitteet asennettiin kaikkiin kirjastoihin", {"laitetta": 9}, ""),
    (2, 28, "other@kaukopalvelu", "Kaukolainapyyntöjä käsitelty", {"pyyntöä": 88}, ""),
    (8, 31, "other@kaukopalvelu", "Kaukolainapyyntöjä käsitelty", {"pyyntöä": 104}, ""),
    (4, 12, "teams", "Kanavien nimet yhtenäistettiin", {}, ""),
    (5, 15, "eresource-selection", "e-lehdet valittu yhdessä", {"lehteä": 8}, ""),
    (12, 11, "elibrary", "Kunnat päättivät liittyä valtakunnalliseen e-kirjastoon.", {}, ""),
)  # fmt: skip


def make_year() -> list[Duty]:
    """The towns, the lines of their agreement and the year's log."""
    towns = {
        code: save_row(Municipality(), by=SYSTEM, code=code, name_fi=name)
        for code, name in TOWNS.items()
    }
    Consortium.objects.create(name_fi="Lahtikirjastot", short_name="Lahti", language="fi")
    services = {
        slug: save_row(Service(), by=SYSTEM, slug=slug, name_fi=slug.capitalize(), kind="other")
        for slug in ("lukulahti", "koha", "tulostus", "kaukopalvelu")
    }
    duties = make_lines(YEAR, *SUBJECTS)
    for month, day, subject, title, figures, town in LOG:
        topic, _at, slug = subject.partition("@")
        record_evidence(
            by=SYSTEM,
            topic=topic,
            title=title,
            date=dt.date(YEAR, month, day),
            agreement_year=YEAR,
            municipalities=[towns[town]] if town else None,
            service=services[slug] if slug else None,
            figures=figures,
        )
    return duties
