"""Harvesting, against a service that is another process and misbehaves when it is told to."""

import datetime as dt
import warnings
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kimppa.sources.errors import FetchError
from kimppa.sources.oai import (
    Harvest,
    Progress,
    Request,
    harvest,
    identify,
    marc_formats,
)
from kimppa.sources.oai.pages import MARC, page
from kimppa.sources.patient import Login, patient
from kimppa.sources.tests.conftest import Running, Waits

DAY = dt.timedelta(days=1)


class Ended(BaseException):
    """The worker goes away."""


@pytest.fixture
def take(oai: Running, tmp_path: Path, waits: Waits):
    def taken(address: str, *, folder: Path = tmp_path, progress=lambda _told: None, **asked):
        with patient(allow=oai.allow, patience=waits.patience(tries=3)) as client:
            return harvest(Request(address, **asked), folder, client=client, progress=progress)

    return taken


def numbers(done: Harvest) -> list[int]:
    """The control numbers of the file, as another reader reads it."""
    found = ElementTree.parse(done.path).getroot().iter(f"{{{MARC}}}controlfield")
    return [int(one.text or "") for one in found]


def refused(take, address: str, **asked) -> FetchError:
    with pytest.raises(FetchError) as told:
        take(address, **asked)
    return told.value


def test_every_page_comes_and_the_gone_are_told(oai: Running, take, tmp_path: Path) -> None:
    address = oai.make(size=11, page=4, deleted=[3, 8])
    told: list[Progress] = []
    done = take(address, progress=told.append)
    assert numbers(done) == [1, 2, 4, 5, 6, 7, 9, 10, 11]
    assert (done.records, done.deleted, done.pages, done.missing) == (9, 2, 3, 0)
    assert done.began == "2026-02-03T04:05:06Z"
    assert [(one.records, one.total) for one in told] == [(3, 11), (6, 11), (9, 11)]
    title = ElementTree.parse(done.path).getroot().find(f".//{{{MARC}}}subfield")
    assert title is not None
    assert title.text == "Kalevan <tiet> & äidit 1"


@pytest.mark.parametrize("clothes", ["default", "prefixed", "none"])
def test_records_come_out_alike_whatever_clothes_they_wear(
    oai: Running, take, clothes: str
) -> None:
    done = take(oai.make(size=2, clothes=clothes))
    text = done.path.read_text()
    assert text.count(f'<collection xmlns="{MARC}">') == 1
    assert (
        text.count('<record><leader>00000nam a2200000 i 4500</leader><controlfield tag="001">') == 2
    )


def test_another_harvester_finds_the_same(oai: Running, take) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sickle import Sickle
    address = oai.make(size=23, page=5, deleted=[7])
    found = [
        (one.header.identifier, one.deleted)
        for one in Sickle(address).ListRecords(metadataPrefix="marc21")
    ]
    assert len(found) == 23
    done = take(address)
    assert numbers(done) == [int(name.rpartition(":")[2]) for name, gone in found if not gone]


def test_a_busy_service_is_waited_for_as_it_asks(oai: Running, take, waits: Waits) -> None:
    done = take(oai.make(faults={2: ["status:503:7", "status:503:2"]}))
    assert numbers(done) == list(range(1, 11))
    assert sum(waits) == 9
    assert max(waits) <= 1, "a long wait asks in between whether to stop"


@pytest.mark.parametrize("fault", ["status:500", "status:429", "broken", "cut"])
def test_passing_trouble_is_met_by_asking_again(
    oai: Running, take, waits: Waits, fault: str
) -> None:
    address = oai.make(faults={1: [fault], 3: [fault, fault]})
    assert numbers(take(address)) == list(range(1, 11))
    assert sum(waits) == 2 + 2 + 4


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("status:500", "status"),
        ("broken", "broken-xml"),
        ("cut", "unreachable"),
        ("status:404", "missing"),
        ("status:403", "refused"),
        ("status:503:4000", "busy"),
        ("doctype", "xml-declarations"),
    ],
)
def test_lasting_trouble_ends_it_and_another_call_goes_on(
    oai: Running, take, fault: str, code: str
) -> None:
    address = oai.make(faults={2: [fault] * 3})
    error = refused(take, address)
    assert error.code == code
    assert str(error)
    before = len(oai.asked(address))
    oai.tell(address.rpartition("/")[2], again=True)
    assert numbers(take(address)) == list(range(1, 11))
    assert len(oai.asked(address)) == before + 2, "only the two pages that were missing"


def test_a_killed_harvest_goes_on_and_loses_and_doubles_nothing(
    oai: Running, take, tmp_path: Path
) -> None:
    address = oai.make(size=20, page=3)

    def leave(told: Progress) -> None:
        raise Ended

    for pages in range(1, 7):
        with pytest.raises(Ended):
            take(address, progress=leave)
        with (tmp_path / "records.part").open("ab") as file:  # a page that was half written
            file.write(b"<record><lead")
        assert sum("resumptionToken" in one for one in oai.asked(address)) == pages - 1
    assert numbers(take(address)) == list(range(1, 21))
    asked = len(oai.asked(address))
    assert numbers(take(address)) == list(range(1, 21))
    assert len(oai.asked(address)) == asked, "what is finished asks nothing"


def test_a_harvest_that_ended_before_its_last_line_is_finished(
    oai: Running, take, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = oai.make(size=3)

    def leave(_store: object) -> None:
        raise Ended

    with monkeypatch.context() as patched:
        patched.setattr("kimppa.sources.oai.store.Store.finish", leave)
        with pytest.raises(Ended):
            take(address)
    asked = len(oai.asked(address))
    assert numbers(take(address)) == [1, 2, 3]
    assert len(oai.asked(address)) == asked


def test_another_request_does_not_go_on_with_this_one(oai: Running, take) -> None:
    take(oai.make(size=3))
    assert numbers(take(oai.make(size=5))) == [1, 2, 3, 4, 5]


def test_a_forgotten_token_begins_anew_but_not_for_ever(oai: Running, take) -> None:
    done = take(oai.make(faults={3: ["expired"]}))
    assert numbers(done) == list(range(1, 11))
    error = refused(take, oai.make(faults={2: ["expired"] * 9}))
    assert (error.code, error.params) == ("token-expired", {"times": "3"})


def test_a_record_that_changes_on_the_way_is_kept_once(oai: Running, take) -> None:
    done = take(oai.make(size=6, page=4, changed=[2, 5]))
    assert sorted(numbers(done)) == [1, 2, 3, 4, 5, 6]
    text = done.path.read_text()
    assert [f"äidit {n}{new}</" in text for n in (2, 5) for new in ("", " (uusi)")] == [
        False,
        True,
    ] * 2
    assert done.records == 6


def test_a_service_that_goes_round_is_left(oai: Running, take) -> None:
    assert refused(take, oai.make(stuck=True)).code == "round"


def test_characters_that_xml_forbids_are_replaced_and_told(oai: Running, take) -> None:
    done = take(oai.make(size=2, faults={1: ["odd"]}))
    assert done.mended == 1
    text = done.path.read_text()
    assert "ti\ufffdet" in text
    assert numbers(done) == [1, 2]


def test_from_and_until_follow_the_services_days_or_seconds(oai: Running, take) -> None:
    since = dt.datetime(2026, 1, 5, 2, tzinfo=dt.timezone(2 * DAY / 24))
    for day, said in ((True, "from=2026-01-05&"), (False, "from=2026-01-05T00%3A00%3A00Z&")):
        address = oai.make(day=day)
        assert numbers(take(address, since=since, until=since + 2 * DAY)) == [4, 5, 6]
        assert said in oai.asked(address)[-1] + "&"


def test_nothing_new_is_no_error_but_nothing_at_all_is(oai: Running, take) -> None:
    address = oai.make()
    assert take(address, since=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)).records == 0
    assert refused(take, oai.make(size=0)).code == "no-records"


def test_what_the_service_refuses_is_told_in_its_words(oai: Running, take) -> None:
    error = refused(take, oai.make(), set="odd")
    assert error.code == "oai-error"
    assert "noSetHierarchy there are no sets \ufffdhere" in str(error)
    assert refused(take, oai.make(), prefix="marc99").params["error"] == "cannotDisseminateFormat"


def test_the_marc_format_is_found_by_its_namespace(oai: Running, waits: Waits, take) -> None:
    with patient(allow=oai.allow, patience=waits.patience()) as client:
        assert marc_formats(oai.make(prefix="fi_marc"), client) == ["fi_marc"]
        with pytest.raises(FetchError, match="only: oai_dc"):
            marc_formats(oai.make(prefix=""), client)
    assert refused(take, oai.make(), prefix="oai_dc").code == "not-marc"


def test_a_short_list_is_told(oai: Running, take) -> None:
    done = take(oai.make(size=2, promise=False))
    assert (done.promised, done.missing) == (None, 0)
    short = Harvest(done.path, 5, 1, 0, 0, 1, "", 9)
    assert short.missing == 3


def test_a_password_goes_only_where_it_is_safe(oai: Running, waits: Waits, tmp_path: Path) -> None:
    address = oai.make(size=2, password="kimppa:salainen")
    login = Login("kimppa", "salainen")
    with patient(allow=oai.allow, login=login, patience=waits.patience()) as client:
        assert harvest(Request(address), tmp_path, client=client).records == 2
    with patient(allow=oai.allow, patience=waits.patience()) as client:
        assert refused_by(client, address) == "refused"
    with patient(login=login) as client:
        assert refused_by(client, "http://example.org/oai") == "password-in-clear"
    assert "salainen" not in repr(login)


def refused_by(client, address: str) -> str:
    with pytest.raises(FetchError) as told:
        identify(address, client)
    return told.value.code


def test_the_inside_is_asked_only_when_it_is_named(oai: Running) -> None:
    with patient() as client:
        assert refused_by(client, oai.make()) == "bad-address"
        assert refused_by(client, "file:///etc/passwd") == "bad-address"


def test_it_stops_when_it_is_told(oai: Running, tmp_path: Path, waits: Waits) -> None:
    address = oai.make(size=30, page=1)
    told: list[Progress] = []
    with (
        patient(allow=oai.allow, patience=waits.patience(), stop=lambda: len(told) >= 3) as client,
        pytest.raises(FetchError) as ended,
    ):
        harvest(Request(address), tmp_path, client=client, progress=told.append)
    assert ended.value.code == "stopped"
    assert told[-1].records == 3


def test_a_harvest_has_a_largest_size(oai: Running, tmp_path: Path, waits: Waits) -> None:
    with (
        patient(allow=oai.allow, patience=waits.patience()) as client,
        pytest.raises(FetchError) as ended,
    ):
        harvest(Request(oai.make()), tmp_path, client=client, largest=1000)
    assert ended.value.code == "too-large"


@pytest.mark.parametrize("body", [b"<html/>", b'<?xml version="1.0"?><OAI xmlns="x"/>'])
def test_what_is_no_oai_is_told(body: bytes) -> None:
    with pytest.raises(FetchError) as told:
        page(body, "example.org")
    assert told.value.code == "not-oai"
