"""Whose rows a role reads: `READ` names the tables, or single columns, that each may meet.

Every text of the demo becomes a word that names its table and field, and all that is read from
outside is in trouble. A reader, staff and a director open every address of the rooms, each list as
a file too, search, and read their calendar and every list of the API.
"""

from itertools import chain

import pytest

from conftest import Louna
from kimppa.config.tests.test_roles import Desk, desk
from kimppa.core.search.actions import rebuild
from tests.contracts.stains import stain_all
from tests.contracts.test_stained_rows import every_list, every_page, met

__all__ = ["desk"]
pytestmark = pytest.mark.django_db

READERS = """
    agreementagreement agreementclause agreementsectiontitle cataloguecodetable
    catalogueplannote catalogueplantitle cataloguepractice cataloguerule
    cataloguesnapshotfilename coreallocationkeyname corebranch corechecklisttitle
    coreconfirmationbody coreconfirmationcomment coreconsortium coredecision
    coredeliveryrecipientname coreduty coreevidence coreintegration coremunicipality
    corepassedon corepersonname coreratification corereleasefrozenby corereleasereason
    coreservice corestoredfile coretask corevariablename eresourcesbudgetlinename
    eresourceslicencenote eresourcesorder eresourcesusagefilemetric meetingsattachmenttitle
    meetingsitem meetingsmeetingname meetingsmeetingnote meetingsmeetingplace pageschange
    pagesproof pagestext pagesversion programmeactiongoal programmeactionindicator
    programmeactionmeasure programmeactionofficial programmeactionresponsible
    programmeactionsection programmeactiontitle programmeprogramme programmestep programmeupdate
    publishingitemcontact publishingitemjointwith publishingitemlocality publishingitemorganiser
    publishingitemplace publishingitemprice publishingitemstreetaddress publishingitemsummary
    publishingitemtext publishingitemtitle statisticsexplanationtext
"""
STAFF = """
    catalogueplansamplenote feedbackcontact feedbackgroup feedbackmessage feedbackreplytitle
    feedbackticket meetingspractice meetingsquestion meetingssuggestion meetingssurvey
    publishingitemalt publishingitemnote publishingitemsender statisticsbrancheventtext
"""
DIRECTORS = """
    corepersonemail eresourcesdocumenttitle meetingsapprovalname meetingsballot
    meetingscorrection meetingsmeetingclosing meetingsmeetingopening meetingspoll
    meetingsstafflinkholder publishingsendinglinkholder reportcomment reporthighlightnote
    reportparagraphdraftedtext reportreporttitle
"""
READ = {
    "Ypäjä reader": tuple(READERS.split()),
    "Tammela staff": tuple((READERS + STAFF).split()),
    "Tammela director": tuple((READERS + STAFF + DIRECTORS).split()),
}
# Tell somebody their own address.
ADDRESSES = {"/me/", "/me/app/", "/me/passkey/", "/api/me"}


def may_be(word: str, names: tuple[str, ...]) -> bool:
    """Whether a word is of one of the tables; where there was little room it is cut."""
    return word.startswith(names) or any(name.startswith(word) for name in names)


def test_a_role_reads_its_tables_and_no_others(desk: Desk, every_room: Louna) -> None:
    people = {
        "Ypäjä reader": every_room.readers["981"],
        "Tammela staff": every_room.staff["834"],
        "Tammela director": every_room.directors["834"],
    }
    stain_all()
    rebuild()
    strange = [
        f"{who}: {word} at {sorted(places)[:4]}"
        for who, person in people.items()
        for word, places in met(chain(every_page(desk, who), every_list(person))).items()
        if not places <= ADDRESSES and not may_be(word, READ[who])
    ]
    assert not strange, "read without a right, or missing in READ:\n" + "\n".join(strange)
