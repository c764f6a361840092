"""A plan whose condition asks for more than records is refused, and nothing is read for it."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kimppa.catalogue.models import Check
from kimppa.catalogue.models.corrections import Plan
from kimppa.jobs.worker import Worker

pytestmark = pytest.mark.django_db

KEY = "kolme-pientä-avainta-0123456789"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A file that only the server may read."""
    path = tmp_path / "secret-key"
    path.write_text(KEY, encoding="utf-8")
    return path


def edit(where: str, **fix: object) -> dict[str, object]:
    find = {"kind": "subfield", "tags": ["245"], "codes": "a", "where": where}
    fix = fix or {"set": "x"}
    return {"id": "own-1", "text": "Oma", "which": "all", "find": find, "fix": fix}


POSITION = {"kind": "position", "tag": "008", "at": 35, "length": 3, "allowed": ["fin"]}


def sent(desk: Client, plan: object, name: str = "plan.json") -> str:
    """The page that comes of a plan's file."""
    data = plan if isinstance(plan, str) else json.dumps(plan)
    given = {"title": "Oma", "sample_size": 3, "file": SimpleUploadedFile(name, data.encode())}
    response = desk.post("/catalogue/plans/new/", given)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"file"}, "it is told at the field"
    assert not Plan.objects.filter(title="Oma").exists()
    page: str = response.content.decode()
    return page


@pytest.mark.parametrize(
    "where",
    [
        "(SELECT column_1 FROM read_csv('{path}')) IS NOT NULL",
        "value IN (SELECT column_1 FROM read_csv('{path}'))",
        "value IN (SELECT x FROM read_parquet('{path}'))",
        "NOT (value ~ 'x' OR (SELECT column_1 FROM read_csv('{path}')) = '1')",
    ],
)
def test_a_plan_cannot_read_the_servers_files(
    desk: Client, examples: Check, key_file: Path, where: str
) -> None:
    page = sent(desk, {"edit": [edit(where.format(path=key_file))]})
    assert KEY not in page
    assert "Korjauserää ei voi toteuttaa: plan/own-1: find.where: " in page
    assert "&#x27;SELECT&#x27; (merkki " in page
    assert "tätä ei ymmärretä tässä; ehdossa voi olla =, &lt;&gt;," in page


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ({"edit": [edit(" OR ".join(["code = 'a'"] * 8000))]}, "ehto on pidempi kuin 20000 merkk"),
        ({"edit": [edit("RPAD(value, 2000000000) = 'x'")]}, "tällaista funktiota ei ole; on SUBS"),
        ({"edit": [edit("(" * 8000)]}, "sisäkkäisiä sulkuja on enemmän kuin 32"),
        ({"edit": [edit("value = 5")]}, "vertaa tekstiä tekstiin ja lukua lukuun"),
        ({"edit": [edit("code = 'a'", replace={"pattern": "(a{999}){999}", "with": ""})]},
         "toistot tekevät yli 1000 merkkiä"),
        ({"edit": [edit("code = 'a'", replace={"pattern": "a", "with": r"\9"})]},
         "teksti ei sovi kaavaan"),
        ({"edit": [edit("code = 'a'", replace={"pattern": "a", "with": r"\U99999999"})]},
         "teksti ei sovi kaavaan"),
        ({"edit": [edit("code = 'a'", replace={"pattern": "a", "with": r"\ud800"})]},
         "teksti ei sovi kaavaan"),
        ({"edit": [edit("code = 'a'", set="\ud800")]}, "ei ole TOML eikä JSON (UTF-8)"),
        ({"edit": [edit("code = 'a'", add={"tag": "LDR", "subfields": "$ax"})]},
         "fix.add.tag: kirjoita kenttätunnus: kolme numeroa tai isoa kirjainta"),
        ({"edit": [edit("code = 'a'", move="zz")]}, "kirjoita yksi osakenttäkoodi"),
        ({"edit": [edit("code = 'a'", indicator1="é")]}, "kirjoita yksi indikaattori"),
        *(({"edit": [edit("") | {"find": POSITION | {key: value}}]}, f"find.{key}: {why}")
          for key, value, why in [
            ("at", 10**30, "kirjoita kokonaisluku väliltä 0–99999"),
            ("at", -1, "kirjoita kokonaisluku väliltä 0–99999"),
            ("length", 0, "kirjoita kokonaisluku väliltä 1–99999"),
            ("tag", "zz", "&#x27;zz&#x27; ei ole kenttätunnus"),
        ]),
        ({"edit": [edit("") | {"find": {"kind": "count", "tag": "245", "max": 10**30}}]},
         "find.max: kirjoita kokonaisluku väliltä"),
        ({"edit": "x"}, "kirjoita [[edit]], kaksin hakasuluin"),
        ({"edit": [1]}, "kirjoita [[edit]], kaksin hakasuluin"),
        ({"rules": 5}, "kirjoita tähän luettelo tekstejä"),
        ("[" * 100_000, "liian syvä: liikaa taulukoita tai luetteloita"),
        ('{"rules": ' + "9" * 5000 + "}", "ei ole TOML eikä JSON"),
    ],
)  # fmt: skip
def test_a_plan_that_asks_too_much_is_refused_at_its_field(
    desk: Client, examples: Check, plan: object, why: str
) -> None:
    assert why in sent(desk, plan)


def test_a_slow_pattern_is_kept_quickly(desk: Client, examples: Check) -> None:
    slow = {"pattern": "(?:(?=)|(?!x))" * 40 + "x", "with": "y"}
    data = json.dumps({"edit": [edit("code = 'a'", replace=slow)]}).encode()
    given = {"title": "Oma", "sample_size": 3, "file": SimpleUploadedFile("plan.json", data)}
    start = time.process_time()
    assert desk.post("/catalogue/plans/new/", given).status_code == 302
    assert time.process_time() - start < 2


@pytest.mark.parametrize("place", ["abcd", "é"])
def test_one_subfield_is_named_in_the_form(desk: Client, examples: Check, place: str) -> None:
    given = {"title": "Oma", "sample_size": 3, "kind": "text", "tag": "245", "place": place,
             "old": "a", "new": "b"}  # fmt: skip
    response = desk.post("/catalogue/plans/new/", given)
    assert response.status_code == 422
    assert "Kirjoita yksi osakenttäkoodi, kuten a." in response.context["form"].errors["place"]


@pytest.mark.parametrize("bomb", ["x = " + "[" * 9000, "a." * 9000 + "b = 1"])
def test_a_toml_file_that_goes_too_deep_is_refused(
    desk: Client, examples: Check, bomb: str
) -> None:
    assert "liian syvä: liikaa taulukoita tai luetteloita" in sent(desk, bomb, "plan.toml")


def test_a_kept_plan_whose_condition_is_refused_today_says_so(
    desk: Client, drafted: Plan, examples: Check, key_file: Path
) -> None:
    where = f"value IN (SELECT column_1 FROM read_csv('{key_file}'))"
    Plan.objects.filter(pk=drafted.pk).update(edits=[edit(where)])
    path = drafted.get_absolute_url()
    desk.post(f"{path}do/preview/", {"export": examples.snapshot_id})
    Worker().drain()
    pages = [
        desk.get(path),
        desk.get("/catalogue/plans/"),
        desk.get(f"{path}edit/"),
        desk.post(f"{path}repeat/", follow=True),
        desk.post(f"{path}edit/", {"title": "Uusi", "sample_size": 3, "rules": drafted.rules}),
    ]
    assert [page.status_code for page in pages] == [200, 200, 200, 200, 422]
    told = "plan/own-1: find.where: &#x27;SELECT&#x27; (merkki 11): tätä ei ymmärretä tässä"
    assert [told in page.content.decode() for page in pages] == [True, False, False, True, True]
    assert not any(KEY in page.content.decode() for page in pages)


def test_a_pattern_that_never_ends_stops_the_work_and_is_named(
    desk: Client, drafted: Plan, examples: Check, monkeypatch: pytest.MonkeyPatch,
    brought: Callable[..., Check],
) -> None:  # fmt: skip
    monkeypatch.setattr("kimppa.marc.fixing.expressions.SECONDS", 0.1)
    endless = edit("code = 'a'", replace={"pattern": r"^(\w|\w\w|\s|.)+\d{9}$", "with": ""})
    Plan.objects.filter(pk=drafted.pk).update(edits=[endless], rules=[])
    path = drafted.get_absolute_url()
    desk.post(f"{path}do/preview/", {"export": examples.snapshot_id})
    Worker().drain()
    page = desk.get(path).content.decode()
    assert "fix.replace.pattern: se vie tekstin kohdalla liikaa aikaa" in page
