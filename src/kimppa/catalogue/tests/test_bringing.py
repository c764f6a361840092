"""Bringing in exports: what is taken, what is refused and why, stopping and going on."""

import gzip
import io
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from conftest import Louna
from kimppa.catalogue import files
from kimppa.catalogue.area import summary
from kimppa.catalogue.baseline import baselines
from kimppa.catalogue.models import PROFILES, Check, OwnerPlace, PlaceTotal, Snapshot, Verdict
from kimppa.catalogue.models.history import Life
from kimppa.catalogue.tests.conftest import STRAY, made, record, signed_in, text_of, upload
from kimppa.catalogue.tests.test_pages import stray
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Branch
from kimppa.core.evidence.models import Evidence
from kimppa.core.sourced import remove_examples
from kimppa.jobs.models import Run
from kimppa.jobs.worker import Worker

ADD = "/catalogue/snapshots/add/"
FEWER = "havaintoa vähemmän kuin viime kerralla"
GIVEN = {"taken_on": "10.1.2025", "source": "Mikromarc, kaikki", "profile": "shared"}


def refused(client: Client, data: bytes, name: str = "luettelo.mrc", **more: str) -> str:
    response = client.post(ADD, GIVEN | more | {"file": upload(data, name)})
    assert response.status_code == 422
    assert not Snapshot.objects.exists()
    assert not list((files.root() / ".incoming").glob("*")), "nothing is left behind"
    return text_of(response)


def test_an_export_is_kept_as_it_came_and_checked(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    data = made(40)
    check = brought(data)
    assert files.original(check.snapshot.name).read_bytes() == data
    page = text_of(signed_in(louna.coordinator).get(check.snapshot.get_absolute_url()))
    assert "Tarkastettu" in page
    assert "Tietueita 40" in page
    assert check.snapshot.sha256 in page


def test_broken_records_are_listed_with_their_bytes(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    rubbish = b"00042nam a22000004i 4500" + b"\x1e" * 3 + b"roskaa" * 20 + b"\x1d"
    check = brought(record(number=1) + rubbish + record(number=2))
    snapshot = check.snapshot
    assert snapshot.read == snapshot.good + snapshot.repaired + snapshot.quarantined == 3
    client = signed_in(louna.coordinator)
    page = text_of(client.get(f"/catalogue/snapshots/{snapshot.pk}/quarantine/"))
    if snapshot.quarantined:
        assert "roskaa" in page
        got = client.get(f"/catalogue/snapshots/{snapshot.pk}/quarantine.mrc")
        assert got.content == rubbish
    else:
        assert "Jokainen tietue voitiin lukea" in page


@pytest.mark.parametrize("ending", ["gz", "zip"])
def test_a_packed_file_is_unpacked_beside_the_original(
    louna: Louna, brought: Callable[..., Check], ending: str
) -> None:
    data = record(number=7) + made(5)
    if ending == "gz":
        packed = gzip.compress(data)
    else:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("luettelo.mrc", data)
        packed = buffer.getvalue()
    check = brought(packed, name=f"luettelo.{ending}")
    assert files.original(check.snapshot.name).read_bytes() == packed
    assert files.readable(check.snapshot.name).read_bytes() == data
    page = signed_in(louna.coordinator).get(f"/catalogue/checks/{check.pk}/records/0/")
    assert "Sota" in text_of(page)


def test_a_file_of_another_format_shows_its_records_too(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    lines = "LDR    00000nam a22000004i 4500\n001    5\n245 10 $aRauha :\n852    $atam\n"
    check = brought(lines.encode(), name="luettelo.txt")
    page = signed_in(louna.coordinator).get(f"/catalogue/checks/{check.pk}/records/0/")
    assert "Rauha" in text_of(page)


def test_what_is_no_catalogue_is_refused_with_what_to_do(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    assert "tyhjä" in refused(client, b" ")
    assert "ei löytynyt MARC-tietueita" in refused(client, b"ei tietueita" * 50)
    assert "lajia PDF" in refused(client, b"%PDF-1.7 ei tietueita" * 50)
    assert "vioittunut" in refused(client, gzip.compress(made(3))[:40], "luettelo.gz")
    assert "väärää tyyppiä" in refused(client, made(1), "luettelo.exe")
    assert "vasta tulossa" in refused(client, made(1), taken_on="1.2.2025")


def test_an_upload_that_was_cut_short_is_kept_and_told(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    """It is compared with nothing until somebody says that nothing is missing."""
    whole = brought(made(40), day="10.1.2025")
    cut = brought(gzip.compress(made(41))[:-60], day="11.1.2025", name="luettelo.mrc.gz")
    snapshot = cut.snapshot
    assert snapshot.read == snapshot.good + snapshot.repaired + snapshot.quarantined
    assert snapshot.good > 36
    assert snapshot.quarantined == 1
    client = signed_in(louna.coordinator)
    page = snapshot.get_absolute_url()
    for path in ("/catalogue/", page):
        assert "Tämän viennin tiedosto katkeaa tavun" in text_of(client.get(path))
    assert "breaks off" not in text_of(client.get(page))
    lost = text_of(client.get(f"/catalogue/snapshots/{snapshot.pk}/quarantine/"))
    assert "pakattu tiedosto on tästä vioittunut tai katkennut" in lost
    assert [(one.check, one.earlier) for one in baselines([whole, cut])] == [
        (whole, None),
        (cut, None),
    ]
    later = brought(made(42), day="12.1.2025")
    assert baselines([whole, cut, later])[2].earlier == whole
    client.post(f"{page}whole/")
    assert "ei puutu mitään, vaikka sen tiedosto katkeaa" in text_of(client.get(page))


def test_the_first_export_may_be_cut_short_too(louna: Louna, brought: Callable[..., Check]) -> None:
    data = made(30)
    cut = brought(data[:-300])
    assert cut.snapshot.breaks_at == len(data) - len(data.split(b"\x1d")[-2]) - 1
    told = text_of(signed_in(louna.coordinator).get(cut.snapshot.get_absolute_url()))
    assert "Vain osa? Tämän viennin tiedosto katkeaa tavun" in told


def test_the_same_file_is_not_taken_twice(louna: Louna, brought: Callable[..., Check]) -> None:
    check = brought(made(4))
    response = signed_in(louna.coordinator).post(ADD, GIVEN | {"file": upload(made(4))})
    assert f"on jo täällä nimellä {check.snapshot.name}" in text_of(response)
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "why"), [("10.1.2999", "vasta tulossa"), ("10.1.1025", "Katso vuosi")]
)
def test_a_day_that_cannot_be_is_refused(louna: Louna, day: str, why: str) -> None:
    given = GIVEN | {"taken_on": day, "file": upload(made(4))}
    response = signed_in(louna.coordinator).post(ADD, given)
    assert response.status_code == 422
    assert why in text_of(response)
    assert not Snapshot.objects.exists()


def test_two_exports_of_a_day_have_names_of_their_own(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    brought(made(4))
    assert brought(made(5)).snapshot.name == "2025-01-10-2"


def test_a_file_is_taken_from_the_servers_folder(
    louna: Louna, settings: Settings, tmp_path: Path
) -> None:
    settings.KIMPPA_CATALOGUE_DIR = str(tmp_path)
    (tmp_path / "yo.mrc").write_bytes(made(6))
    (tmp_path / "muistio.docx").write_bytes(b"ei")
    client = signed_in(louna.coordinator)
    page = client.get(ADD).content.decode()
    assert "yo.mrc" in page
    assert "muistio" not in page
    assert client.post(ADD, GIVEN).status_code == 422
    assert client.post(ADD, GIVEN | {"offered": "../../etc/passwd"}).status_code == 422
    assert client.post(ADD, GIVEN | {"offered": "yo.mrc"}).status_code == 302
    assert Snapshot.objects.get().file_name == "yo.mrc"
    assert (tmp_path / "yo.mrc").exists()


def test_a_check_is_stopped_and_goes_on(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    client.post(ADD, GIVEN | {"file": upload(made(10))})
    snapshot = Snapshot.objects.get()
    page = text_of(client.get(snapshot.get_absolute_url()))
    assert "Odottaa vuoroaan" in page
    assert "Taustaprosessi" in page or "taustaprosessi" in page
    client.post(f"{snapshot.get_absolute_url()}stop/")
    assert "Pysäytetty" in text_of(client.get(snapshot.get_absolute_url()))
    Worker().drain()
    assert not Check.objects.exists()
    client.post(f"{snapshot.get_absolute_url()}go-on/")
    Worker().drain()
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.read) == ("ready", 10)
    assert Run.objects.get(pk=snapshot.run_id).progressed == snapshot.size


def test_a_lost_file_is_told_of(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    client.post(ADD, GIVEN | {"file": upload(made(3))})
    snapshot = Snapshot.objects.get()
    files.remove(snapshot.name)
    Worker().drain()
    page = text_of(client.get(snapshot.get_absolute_url()))
    assert "Ei voitu tarkastaa" in page
    assert "ei ole enää tallessa" in page


def test_checking_anew_keeps_the_row_and_forgets_the_older_folder(
    louna: Louna, brought: Callable[..., Check], django_capture_on_commit_callbacks: object
) -> None:
    check = brought(record())
    url = check.snapshot.get_absolute_url()
    signed_in(louna.coordinator).post(f"{url}again/", {"profile": "strict"})
    Worker().drain()
    again = Check.objects.get()
    assert (again.pk, again.profile) == (check.pk, "strict")
    assert again.folder != check.folder


def test_removing_an_export_removes_its_files_but_not_what_was_said(
    louna: Louna, brought: Callable[..., Check], django_capture_on_commit_callbacks
) -> None:
    check = brought(record())
    rule = check.counts.get(rule__slug="title-stray-colon").rule
    Verdict.objects.create(
        rule=rule, control="(X)1", text="x", kind="accepted", said_at="2025-01-01T00:00Z"
    )
    folder = files.folder(check.snapshot.name)
    assert folder.is_dir()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(louna.coordinator).post(f"{check.snapshot.get_absolute_url()}remove/")
    assert not Snapshot.objects.exists()
    assert not folder.exists()
    assert Verdict.objects.count() == 1


def test_a_part_of_a_catalogue_is_told_of_and_mends_nothing(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    brought(stray(*[STRAY] * 10), day="10.1.2025")
    whole = brought(record() + made(8), day="11.1.2025")
    part = brought(made(5), day="12.1.2025")
    client = signed_in(louna.coordinator)
    for path in ("/catalogue/", part.snapshot.get_absolute_url()):
        told = text_of(client.get(path))
        assert "Vain osa? Tässä viennissä on vain 5 tietuetta" in told
        assert "Poista vienti" in told
    assert "Vain osa?" not in text_of(client.get(whole.snapshot.get_absolute_url()))
    evidence = Evidence.objects.get(object_id=f"snapshot-{part.snapshot_id}")
    assert {one.label for one in evidence.figures.all()} == {"tietuetta tarkastettu", "havaintoa"}
    told = summary(["catalogue-integrity"], 2025, None)["catalogue-integrity"][0].text
    assert "edellisessä tarkastuksessa" not in told
    home = text_of(client.get("/catalogue/"))
    assert "Ei verrattu: tämä voi olla vain osa" in home
    assert "12.1.2025 voi olla katkennut" in text_of(client.get("/catalogue/trend/"))
    assert not Life.objects.filter(check_of=part).exclude(state="new").exists()


def test_what_comes_after_a_part_is_compared_with_the_last_whole_export(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    brought(stray(*[STRAY] * 10), day="11.1.2025")
    brought(stray(*[STRAY] * 5), day="12.1.2025", name="osa.mrc")
    brought(stray(*[STRAY] * 10) + b"\n", day="13.1.2025", name="uusi.mrc")
    found = Life.objects.filter(check_of=Check.objects.newest_first()[0])
    assert set(found.values_list("state", flat=True)) == {"open"}
    told = summary(["catalogue-integrity"], 2025, None)["catalogue-integrity"][0].text
    assert "yhtä monta kuin edellisessä tarkastuksessa" in told


def test_a_catalogue_that_has_shrunk_is_whole_when_the_next_export_is_as_small() -> None:
    checks = [
        Check(pk=pk, records=n, snapshot=Snapshot())
        for pk, n in enumerate([100, 50, 52, 101, 60, 80], 1)
    ]
    told = [(one.check.pk, one.earlier and one.earlier.pk, one.part) for one in baselines(checks)]
    assert told == [
        (1, None, False),
        (2, None, True),
        (3, 2, False),
        (4, 3, False),
        (5, None, True),
        (6, None, True),
    ]


def test_an_export_that_is_said_to_be_whole_is_compared_with_the_one_before(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    before = brought(stray(*[STRAY] * 10), day="11.1.2025").findings
    small = brought(stray(*[STRAY] * 5), day="12.1.2025", name="uusi.mrc").snapshot
    now = small.result.findings
    client = signed_in(louna.coordinator)
    url = small.get_absolute_url()
    assert "Se on kokonainen" in text_of(client.get(url))

    told = text_of(client.post(f"{url}whole/", follow=True))
    assert "Vienti on kokonainen" in told
    Worker().drain()
    assert "Vain osa?" not in text_of(client.get("/catalogue/"))
    evidence = Evidence.objects.get(object_id=f"snapshot-{small.pk}")
    assert evidence.figures.get(label=FEWER).value == before - now > 0
    assert lives_of(small.result) == {"open": now, "fixed": before - now}

    whole = AuditEvent.objects.filter(action="catalogue.whole").latest("pk")
    client.post(reverse("ui:undo", args=[whole.batch]))
    Worker().drain()
    assert "Vain osa?" in text_of(client.get(url))
    assert not evidence.figures.filter(label=FEWER).exists()
    assert lives_of(small.result) == {"new": now}


def lives_of(check: Check) -> Counter[str]:
    found = Counter[str]()
    for state, findings in Life.objects.filter(check_of=check).values_list("state", "findings"):
        found[state] += findings
    return found


@pytest.mark.parametrize("wrong", [True, False])
def test_only_a_wrong_export_takes_its_check_from_the_work_done(
    louna: Louna, brought: Callable[..., Check], *, wrong: bool
) -> None:
    url = brought(record()).snapshot.get_absolute_url()
    client = signed_in(louna.coordinator)
    assert "ei lasketa tehdyksi työksi" in text_of(client.get(f"{url}remove/"))
    client.post(f"{url}remove/", {"wrong": "on"} if wrong else {})
    evidence = Evidence.objects.get(object_id__startswith="snapshot-")
    assert (evidence.undone_at is not None) == wrong


def test_removing_the_examples_leaves_nothing_of_them(
    louna: Louna, examples: Check, django_capture_on_commit_callbacks
) -> None:
    assert Evidence.objects.filter(area="catalogue").exists()
    with django_capture_on_commit_callbacks(execute=True):
        remove_examples()
    assert not Snapshot.objects.exists()
    assert not Check.objects.exists()
    assert not Evidence.objects.filter(area="catalogue").exists()
    assert not [path for path in files.root().glob("*") if path.name != ".incoming"]


@pytest.mark.parametrize("profile", [key for key, _name in PROFILES])
def test_an_export_is_checked_by_each_set_of_rules_that_is_offered(
    louna: Louna, brought: Callable[..., Check], profile: str
) -> None:
    check = brought(record(), profile=profile)
    assert (check.profile, check.records) == (profile, 1)
    assert PlaceTotal.objects.get(check_of=check, branch__code="tam").held == 1


def test_a_record_at_two_libraries_of_a_municipality_is_one_of_its_records(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    place = louna.municipalities["834"]
    Branch.objects.create(code="tamb", municipality=place, name_fi="Tammelan kirjastoauto")
    check = brought(record(STRAY + "852    $atamb$b2\n"))
    totals = PlaceTotal.objects.filter(check_of=check)
    assert dict(totals.filter(branch__isnull=False).values_list("branch__code", "held")) == {
        "tam": 1,
        "tamb": 1,
    }
    whole = totals.get(municipality=place, branch=None)
    assert (whole.held, whole.findings) == (1, totals.get(branch__code="tam").findings)


def test_libraries_are_read_from_where_the_consortiums_records_have_them(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    client = signed_in(louna.coordinator)
    elsewhere = record(STRAY.replace("852    $atam", "952    $cx$b hum "))
    assert not PlaceTotal.objects.filter(check_of=brought(elsewhere), branch__isnull=False)
    wrong = client.post("/catalogue/settings/places/", {"places": "952$b 85"})
    assert wrong.status_code == 422
    assert "Kirjoita kenttä ja osakenttä" in text_of(wrong)
    assert not OwnerPlace.objects.exists()
    said = client.post("/catalogue/settings/places/", {"places": "852 $a, 952$b"}, follow=True)
    assert 'value="852a 952b"' in said.content.decode()
    client.post(f"/catalogue/snapshots/{Snapshot.objects.get().pk}/again/", {"profile": "shared"})
    Worker().drain()
    assert PlaceTotal.objects.get(branch__isnull=False).branch.code == "hum"
    assert client.post("/catalogue/settings/places/", {"places": ""}).status_code == 302
    assert not OwnerPlace.objects.exists()
