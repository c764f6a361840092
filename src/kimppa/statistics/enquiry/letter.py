"""The words of the request for active customers: Finnish, as it is sent. Pure."""

import datetime as dt
from collections.abc import Sequence

from kimppa.documents import numbers


def definition(year: int) -> str:
    """What is asked for, exactly."""
    return (
        "Aktiivinen asiakas on asiakas, jolla on vähintään yksi laina tai uusinta "
        f"1.1.–31.12.{year}. Sama asiakas lasketaan kerran. Luku tarvitaan kolmella tasolla: "
        "toimipisteittäin (lainaavan toimipisteen mukaan), kunnittain ja koko kimpasta. "
        "Kunnan luku ei ole toimipisteiden summa eikä kimpan luku kuntien summa. "
        "Pois jätetään henkilökunnan ja testauksen asiakasryhmät sekä kaukolainakirjastot; "
        "kertokaa, mitkä ryhmät jätettiin pois."
    )


def letter(
    *,
    year: int,
    definition: str,
    due: dt.date,
    branches: Sequence[str],
    towns: Sequence[str],
    consortium: str,
    sender: str,
) -> str:
    """The mail to the vendor's support."""  # fmt: skip
    return (
        f"Hei!\n\nPyydämme {consortium}-kirjastojen aktiiviset asiakkaat vuodelta {year} "
        f"OKM:n kirjastotilastoa varten viimeistään {numbers.date(due, 'fi')}.\n\n{definition}\n\n"
        f"Toimipisteet: {', '.join(branches)}\nKunnat: {', '.join(towns)}\n"
        f"Koko kimppa: {consortium}\n\nVastaus sopii taulukkona (CSV tai Excel), jossa on "
        "sarakkeet paikka ja lainaajia. Kertokaa myös, milloin luvut on ajettu.\n\n"
        f"Ystävällisin terveisin\n{sender}\n"
    )
