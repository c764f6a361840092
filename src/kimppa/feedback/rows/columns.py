"""The columns of feedback rows, known by their headings. Pure.

The headings are the names of Finna's own fields (`kimppa.feedback.finna`) and what people call
the same things in Finnish, Swedish and English. What no heading tells is kept as other
information: nothing is lost for being unknown.
"""

from kimppa.core.imports.columns import Column

COLUMNS = (
    Column(
        "text",
        "Mitä asiakas sanoi",
        needed=True,
        aliases=("message", "palaute", "viesti", "palauteteksti", "teksti", "respons",
                 "meddelande", "text", "feedback"),
        in_others={"sv": "Vad kunden sade", "en": "What the customer said"},
    ),
    Column(
        "arrived",
        "Milloin se saapui",
        "moment",
        needed=True,
        filled=True,
        aliases=("created", "saapunut", "saapumispäivä", "saapumisaika", "lähetetty", "aikaleima",
                 "päivämäärä", "päivä", "pvm", "aika", "luotu", "inkommen", "datum", "tid",
                 "arrived", "date", "time", "timestamp", "sent"),
        in_others={"sv": "När den kom", "en": "When it arrived"},
    ),
    Column(
        "answered",
        "Milloin siihen vastattiin",
        "moment",
        aliases=("answered", "vastattu", "vastauspäivä", "käsitelty", "suljettu", "besvarad",
                 "closed"),
        in_others={"sv": "När den besvarades", "en": "When it was answered"},
    ),
    Column(
        "state",
        "Onko siihen vastattu",
        aliases=("status", "tila", "state", "läge"),
        in_others={"sv": "Om den har besvarats", "en": "Whether it has been answered"},
    ),
    Column(
        "subject",
        "Aihe",
        aliases=("email subject", "aihe", "otsikko", "ämne", "rubrik", "subject"),
        in_others={"sv": "Ämne", "en": "Subject"},
    ),
    Column(
        "theme",
        "Aiheena",
        aliases=("category", "kategoria", "luokka", "teema", "kategori", "theme"),
        in_others={"sv": "Om", "en": "About"},
    ),
    Column(
        "service",
        "Palvelu",
        aliases=("service", "palvelu", "tjänst"),
        in_others={"sv": "Tjänst", "en": "Service"},
    ),
    Column(
        "municipality",
        "Kunta tai kirjasto",
        aliases=("feedback choose library", "kunta", "kirjasto", "toimipiste", "kommun",
                 "bibliotek", "municipality", "library", "branch"),
        in_others={"sv": "Kommun eller bibliotek", "en": "Municipality or library"},
    ),
    Column(
        "language",
        "Kieli",
        aliases=("language", "kieli", "språk", "lng"),
        in_others={"sv": "Språk", "en": "Language"},
    ),
    Column(
        "name",
        "Asiakkaan nimi",
        aliases=("name", "nimi", "lähettäjä", "lähettäjän nimi", "namn", "avsändare", "sender"),
        in_others={"sv": "Kundens namn", "en": "Customer's name"},
    ),
    Column(
        "email",
        "Asiakkaan sähköposti",
        aliases=("email", "sähköposti", "sähköpostiosoite", "e-post", "e-postadress",
                 "email address"),
        in_others={"sv": "Kundens e-post", "en": "Customer's e-mail"},
    ),
    Column(
        "phone",
        "Asiakkaan puhelin",
        aliases=("phone", "puhelin", "puhelinnumero", "puh", "telefon", "telefonnummer"),
        in_others={"sv": "Kundens telefon", "en": "Customer's telephone"},
    ),
    Column(
        "page",
        "Sivu",
        aliases=("url", "sivu", "osoite", "sida", "page", "referrer", "site url", "viewBaseUrl"),
        in_others={"sv": "Sida", "en": "Page"},
    ),
    Column(
        "record",
        "Tietue",
        aliases=("recordId", "tietue", "tietue id", "post", "record"),
        in_others={"sv": "Post", "en": "Record"},
    ),
    Column(
        "private",
        "Muu tieto asiakkaasta",
        many=True,
        aliases=("userCatUsername", "userCatId", "internalUserId", "userRoles", "userId",
                 "kortin numero", "kirjastokortti", "lånekort"),
        in_others={"sv": "Annan uppgift om kunden", "en": "Other information on the customer"},
    ),
    Column(
        "more",
        "Muu tieto",
        many=True,
        rest=True,
        in_others={"sv": "Annan uppgift", "en": "Other information"},
    ),
)  # fmt: skip
