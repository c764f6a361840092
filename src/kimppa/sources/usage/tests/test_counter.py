"""COUNTER's reports: equal sums in every format, and what is odd refused or told with its place."""

import datetime as dt
import io
import json
import re
import zipfile

import openpyxl
import pytest

from kimppa.sources.usage.grids import Limits
from kimppa.sources.usage.model import Kind, Period
from kimppa.sources.usage.tests.samples import codes, official, read, samples

REPORTS = ("PR", "PRP1", "DR", "DRD1", "DRD2", "TR", "TRB1", "TRB2", "TRB3", "TRJ1", "TRJ2", "TRJ3",
           "TRJ4", "IR", "IRA1", "IRM1")  # fmt: skip
CHECKSUMS = {"TR": 1_271_663, "DR": 3_939_418, "PR": 2_839_469, "IR": 2_436_375, "IRM1": 96_319}
YEAR = Period(dt.date(2022, 1, 1), dt.date(2022, 12, 31))


@pytest.mark.parametrize("report", REPORTS)
def test_the_three_formats_of_a_report_say_the_same(report: str) -> None:
    of_json, of_tsv, of_xlsx = (
        read(official(f"{report}_sample_r51.{form}")) for form in ("json", "tsv", "xlsx")
    )
    assert of_json.counts == of_tsv.counts == of_xlsx.counts
    assert of_json == of_tsv == of_xlsx
    assert of_tsv.is_fine
    assert (of_tsv.kind, of_tsv.release, of_tsv.period) == (Kind.COUNTER, "5.1", YEAR)
    assert of_tsv.report.replace("_", "") == report
    assert sum(of_tsv.metrics.values()) == CHECKSUMS.get(report, sum(of_tsv.metrics.values())) > 0


def test_metrics_are_summed_by_themselves() -> None:
    usage = read(official("TR_sample_r51.tsv"))
    assert usage.metrics["Total_Item_Requests"] == 255_023
    assert usage.metrics["Unique_Title_Requests"] == 23_444
    assert usage.rows == 156
    by_month = usage.by("month", metric="Unique_Title_Requests")
    assert len(by_month) == 12
    assert sum(by_month.values()) == 23_444


# The first problem of each odd reply, in Finnish; "" where the file is fine.
REPLIES = {
    "5_DR_ProQuestEbookCentral_exception.json": "Palvelu vastaa virheellä (1001): executeSushi",
    "5_TR_ProQuestEbookCentral.json": "Jakso 1.11.2019–30.11.2019 on vain osa vuodesta.",
    "5_TR_ProQuestEbookCentral_exception.json": "Palvelu ilmoittaa, ettei käyttöä ollut",
    "5_TR_with_warning.json": "Palvelussa ei enää ole koko jakson käyttöä (3032)",
    "C5_PR_test.json": "Jakso 1.4.2019–30.4.2019 on vain osa vuodesta.",
    "COUNTER_R5_Report_Examples_DR.csv": "Jakso 1.1.2017–30.6.2017 on vain osa vuodesta.",
    "COUNTER_R5_Report_Examples_PR.csv": "Jakso 1.1.2017–30.6.2017 on vain osa vuodesta.",
    "COUNTER_R5_Report_Examples_TR.csv": "Jakso 1.1.2017–30.6.2017 on vain osa vuodesta.",
    "code-zero.json": "Rivejä ei ole. Jos käyttöä ei ollut, pyydä toimittajalta vahvistus",
    "counter5_table_dr.csv": "Jakso 1.2.2019–31.12.2019 on vain osa vuodesta.",
    "counter5_table_dr.tsv": "Jakso 1.2.2019–31.12.2019 on vain osa vuodesta.",
    "counter5_table_ir_m1.csv": "",
    "counter5_table_mismatched_rt.csv": (
        "Rivi 14: Raportin tunnus (Report_ID) on DR, mutta sisältö on raportin TR."
    ),
    "counter5_table_pr.csv": "",
    "counter5_tr_nature.json": "Jakso 1.12.2021–31.12.2021 on vain osa vuodesta.",
    "counter5_tr_test1.json": "Jakso 1.2.2019–28.2.2019 on vain osa vuodesta.",
    "counter5_tr_test1_wrong_id.json": (
        "$.Report_Items[0].Performance[0].Instance[0]: Raportin tunnus (Report_ID) on TR_J1, jossa"
    ),
    "data_incorrect.json": "Tämä JSON ei ole COUNTER-raportti: siinä on vain foo.",
    "data_simple.json": "Tiedosto ei kerro, mikä raportti se on: Report_Header puuttuu.",
    "dr-extra-ids.json": "Jakso 1.1.2020–31.1.2020 on vain osa vuodesta.",
    "error-in-root.json": "Palvelu vastaa virheellä (2090): Got response code: 404",
    "invalid-customer.json": "Palvelulta puuttuu raporttiin jotakin (1030): Invalid Customer Id.",
    "naked_error.json": "Palvelu vasta tekee raporttia (1011).",
    "naked_error_3000.json": "Palvelussa ei ole tätä raporttia (3000).",
    "naked_error_lowercase.json": "Palvelu vastaa virheellä (1001): executeSushiAnalysis.",
    "naked_errors.json": "Palvelu vasta tekee raporttia (1011).",
    "no_data.json": "Rivejä ei ole.",
    "no_data_3050.json": "Palvelu ei rajannut kaikkea, mitä pyydettiin (3050)",
    "no_data_3062.json": "Palvelu ei rajannut kaikkea, mitä pyydettiin (3062)",
    "no_json.txt": "Tässä ei ole taulukkoa: tiedoston alussa lukee ”HTTP Error 400: Bad request”.",
    "null-in-Item_ID.json": "Jakso 1.11.2019–30.11.2019 on vain osa vuodesta.",
    "partial_data1.json": "Palvelu varoittaa (3210): Test warning",
    "partial_data2.json": "Palvelu varoittaa (3210): Test warning",
    "partial_data3.json": "Palvelu antoi vain osan jaksosta (3040)",
    "severity-missing.json": "Palvelussa ei ole tätä raporttia tai versiota (3010)",
    "severity-number.json": "Palvelussa ei ole tätä raporttia tai versiota (3010)",
    "severity-wrong.json": "Palvelu vasta tekee raporttia (1011).",
    "some_data_3050.json": (
        "$.Report_Items[1].Performance[0].Instance[6]: Mittari ”tandfeBooks:Total_Chapter_Requests”"
    ),
    "some_data_3062.json": "Palvelu ei rajannut kaikkea, mitä pyydettiin (3062)",
    "stringified_error.json": "Palvelu vastaa virheellä (2090): Got response code: 404",
}
# Sums of all counts of the replies that have some, by reading the files otherwise.
SUMS = {
    "5_TR_ProQuestEbookCentral.json": 52, "5_TR_with_warning.json": 46, "C5_PR_test.json": 5051,
    "counter5_table_dr.csv": 2224, "counter5_table_dr.tsv": 2224, "counter5_table_ir_m1.csv": 6265,
    "counter5_table_pr.csv": 4_430_631, "counter5_tr_nature.json": 231,
    "counter5_tr_test1.json": 322, "dr-extra-ids.json": 101, "null-in-Item_ID.json": 3,
    "partial_data1.json": 50, "some_data_3050.json": 1422, "some_data_3062.json": 24,
}  # fmt: skip


@pytest.mark.parametrize("name", REPLIES)
def test_each_odd_reply_is_explained_in_finnish(name: str) -> None:
    usage = read(samples("api-replies-r5")[name], name)
    lines = [problem.line("fi") for problem in usage.problems] or [""]
    assert lines[0].startswith(REPLIES[name])
    if name in SUMS:
        assert sum(usage.metrics.values()) == SUMS[name]


def test_every_odd_reply_has_its_sentence() -> None:
    assert REPLIES.keys() == samples("api-replies-r5").keys()


FORMULA = b'<c r="R20" t="str"><f>TEXT(2,"0")</f><v>2</v></c>'
HEADER = (
    "Report_Name\tTitle Report\nReport_ID\t{report}\nRelease\t{release}\nInstitution_Name\tLouna\n"
    "Institution_ID\t\nMetric_Types\t\nReport_Filters\t\nReport_Attributes\t\nExceptions\t\n"
    "Reporting_Period\tBegin_Date=2025-01-01; End_Date=2025-12-31\nCreated\t\n"
    "Created_By\t\n{more}\n"
)
COLUMNS = "Title\tPlatform\tData_Type\tMetric_Type\tReporting_Period_Total\tJan-2025\tFeb-2025\n"
ROW = "Kirja\tAlusta\tBook\tTotal_Item_Requests\t3\t1\t2\n"


def tsv(
    rows: str = ROW,
    *,
    report: str = "TR",
    release: str = "5.1",
    columns: str = COLUMNS,
    more: str = "",
) -> bytes:
    return (HEADER.format(report=report, release=release, more=more) + columns + rows).encode()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            tsv(report="DR"),
            "Rivi 14: Raportin tunnus (Report_ID) on DR, mutta sisältö on raportin TR",
        ),
        (
            tsv(report="TR_J1"),
            "Rivi 15, sarake D: Raportin tunnus (Report_ID) on TR_J1, jossa ei voi",
        ),
        (tsv(report="XX"), "Rivi 2, sarake B: Raportin tunnus ”XX” ei ole COUNTER 5:n raportti."),
        (tsv(report=""), "Raportin tunnus (Report_ID) puuttuu."),
        (tsv(release="4"), "Rivi 3, sarake B: Versiota ”4” ei lueta."),
        (
            tsv(columns=COLUMNS.replace("Data_Type", "Section_Type")),
            "Rivi 14, sarake C: Tiedostossa sekoittuvat COUNTERin versiot 5 ja 5.1",
        ),
        (
            tsv("Kirja\tAlusta\tBook\tTotal_Item_Requests\t3\n", columns=COLUMNS[:-19] + "\n"),
            "Rivi 14: Tiedostossa on vain summat, ei kuukausia.",
        ),
        (
            tsv(columns=COLUMNS.replace("Feb", "Jan")),
            "Rivi 14, sarake G: 2025-01 on kahdesti.",
        ),
        (
            tsv(columns=COLUMNS.replace("Feb-2025", "Feb-20255")),
            "Rivi 14, sarake G: ”Feb-20255” ei",
        ),
        (tsv(ROW.replace("\t2\n", "\t-2\n")), "Rivi 15, sarake G: Luku -2 on negatiivinen."),
        (tsv(ROW.replace("\t2\n", "\t=1+1\n")), "Rivi 15, sarake G: Solussa on kaava"),
        (tsv(ROW.replace("\t2\n", "\tkaksi\n")), "Rivi 15, sarake G: ”kaksi” ei ole kokonaisluku."),
        (tsv(ROW + "Kirja\tAlusta\tBo"), "Rivi 16: Rivillä on 3 solua, mutta otsikkorivillä 7."),
        (tsv(ROW + tsv().decode()), "Rivi 16: Tiedostossa on monta raporttia."),
        (tsv(ROW.replace("Total_Item_Requests", "")), "Rivi 15, sarake D: Luvulla ei ole mittaria"),
        (HEADER.encode(), "Rivi 13: Sarakkeiden otsikkorivi"),
        (b"<!DOCTYPE html><html><body>Kirjaudu", "Tämä on verkkosivu eikä raportti"),
        (b"  \n<html>", "Tämä on verkkosivu eikä raportti"),
        (b"", "Tiedosto on tyhjä."),
        (
            b'{"Report_Header": {"Report_ID": "TR", "Relea',
            "$.Report_Header: JSON on tässä kohdassa rikki.",
        ),
        (b"PK\x03\x04 rikki", "Työkirja on rikki"),
    ],
)
def test_what_would_give_wrong_figures_is_refused_with_its_place(content: bytes, text: str) -> None:
    usage = read(content)
    assert usage.problems[0].line("fi").startswith(text)
    assert usage.is_refused
    assert (usage.rows, usage.metrics) == (0, {})


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (tsv(ROW.replace("\t3\t", "\t4\t")), "total-differs", "row 15, column E"),
        (tsv(ROW.replace("Total_Item_", "Odd_")), "metric-unknown", "row 15, column D"),
        (tsv(release="5", more="Registry_Record\thttps://x"), "release-row", "row 13, column B"),
        (tsv(columns=COLUMNS.replace("Jan-2025", "Jan-2024")), "month-outside", ""),
        (
            tsv(ROW.replace("Kirja", "Ääni") + ROW).replace(b"Kirja", b"Kirj\xe4"),
            "two-encodings",
            "row 16",
        ),
    ],
)  # fmt: skip
def test_what_may_have_been_meant_is_asked_with_its_place(
    content: bytes, code: str, place: str
) -> None:
    usage = read(content)
    problem = usage.problems[0]
    assert (problem.code, problem.place.text("en")) == (code, place)
    assert sum(usage.metrics.values()) in (3, 6)


def test_the_months_count_where_the_total_differs() -> None:
    usage = read(tsv(ROW.replace("\t3\t", "\t4\t") * 9))
    assert usage.metrics == {"Total_Item_Requests": 27}
    told = [problem for problem in usage.problems if problem.code == "total-differs"]
    assert len(told) == 5
    assert told[-1].text("sv").endswith("Detsamma på andra ställen: 4.")


def test_header_of_twelve_or_thirteen_rows_and_months_as_dates() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in tsv(release="5").decode().splitlines()[:12]:
        sheet.append(line.split("\t"))
    sheet.append([])
    months = [dt.date(2025, 1, 1), dt.date(2025, 2, 1)]
    sheet.append([*COLUMNS.split("\t")[:5], *months])
    sheet.append(["Kirja", "Alusta", "Book", "Total_Item_Requests", 3, 1, 2])
    sheet["B3"] = 5
    out = io.BytesIO()
    book.save(out)
    usage = read(out.getvalue())
    assert usage.metrics == {"Total_Item_Requests": 3}
    assert (usage.release, usage.is_fine) == ("5", True)
    assert usage.by("month", metric="Total_Item_Requests") == {
        (dt.date(2025, 1, 1),): 1,
        (dt.date(2025, 2, 1),): 2,
    }


def test_excel_s_day_of_release_five_point_one() -> None:
    content = official("TR_sample_r51.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.active["B3"] = dt.date(2026, 1, 5)
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()) == read(content)


def test_a_formula_of_a_workbook_is_refused_with_its_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(official("TR_sample_r51.xlsx")))
    book.active["R20"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    assert (
        read(out.getvalue()).problems[0].line("en").startswith("Row 20, column R: The cell has a")
    )


def test_a_formula_that_gives_digits_as_text_is_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(official("TR_sample_r51.xlsx")))
    book.active["R20"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    saved, result = zipfile.ZipFile(out), io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name in saved.namelist():
            part = saved.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b'<c r="R20"' in part
                part = re.sub(rb'<c r="R20"[^>]*>.*?</c>', FORMULA, part)
            archive.writestr(name, part)
    assert codes(read(result.getvalue()))[0] == "formula"


def changed(name: str, old: str, new: str) -> bytes:
    content = official(name).decode("utf-8-sig")
    assert old in content
    return content.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("content", "code", "path"),
    [
        (
            changed("PR_sample_r51.json", '"Report_ID": "PR"', '"Report_ID": "TR"'),
            "report-mismatch",
            "$.Report_Items[0]",
        ),
        (
            changed("TR_sample_r51.json", '"Report_ID": "TR"', '"Report_ID": "DR"'),
            "report-mismatch",
            "$.Report_Items[0]",
        ),
        (
            changed("TR_sample_r51.json", '"Release": "5.1"', '"Release": "5"'),
            "releases-mixed",
            "$.Report_Header",
        ),
        (
            changed("TR_sample_r51.json", '"2022-02": 90', '"2022-01": 90'),
            "month-twice",
            "$.Report_Items[0].Attribute_Performance[0]",
        ),
        (
            changed("TR_sample_r51.json", '"2022-02": 90', '"2022-02": -90'),
            "negative",
            "$.Report_Items[0].Attribute_Performance[0].Performance.Limit_Exceeded.2022-02",
        ),
        (
            changed("TR_sample_r51.json", '"2022-02": 90', '"2022-02": 9.5'),
            "no-number",
            "$.Report_Items[0].Attribute_Performance[0].Performance.Limit_Exceeded.2022-02",
        ),
        (
            changed("TR_sample_r51.json", '"2022-02": 90', '"helmikuu": 90'),
            "month-odd",
            "$.Report_Items[0].Attribute_Performance[0].Performance.Limit_Exceeded.helmikuu",
        ),
    ],
)
def test_odd_json_is_refused_with_its_path(content: bytes, code: str, path: str) -> None:
    usage = read(content)
    assert (usage.problems[0].code, usage.problems[0].place.path) == (code, path)
    assert usage.metrics == {}


def test_totals_without_months_are_refused_in_json() -> None:
    report = json.loads(official("TR_sample_r51.json"))
    report["Report_Items"][1]["Attribute_Performance"][0]["Performance"] = {"No_License": 7}
    problem = read(json.dumps(report).encode()).problems[0]
    place = "$.Report_Items[1].Attribute_Performance[0].Performance.No_License"
    assert (problem.code, problem.place.path) == ("totals-only", place)

    old = json.loads(samples("api-replies-r5")["counter5_tr_test1.json"])
    old["Report_Items"][0]["Performance"][0]["Period"]["End_Date"] = "2019-12-31"
    assert codes(read(json.dumps(old).encode()))[0] == "totals-only"


def test_items_of_two_releases_in_one_file_are_refused() -> None:
    newer = json.loads(official("TR_sample_r51.json"))
    older = json.loads(samples("api-replies-r5")["counter5_tr_test1.json"])
    newer["Report_Items"] += older["Report_Items"]
    usage = read(json.dumps(newer).encode())
    assert codes(usage)[0] == "releases-mixed"
    assert usage.report == "TR"


def test_json_is_read_in_any_order_and_spacing() -> None:
    report = json.loads(official("IR_sample_r51.json"))
    backwards = {key: report[key] for key in reversed(report)}
    backwards["Report_Items"] = [dict(reversed(item.items())) for item in report["Report_Items"]]
    expected = read(official("IR_sample_r51.json"))
    assert read(json.dumps(backwards, indent=None).encode()) == expected
    assert read(json.dumps(backwards, indent=8).encode("utf-8-sig")) == expected


def test_members_of_a_consortium_are_kept_apart() -> None:
    columns = "Institution_Name\tCustomer_ID\t" + COLUMNS
    rows = f"Forssa\t1\t{ROW}Jokioinen\t2\t{ROW}"
    usage = read(tsv(rows, columns=columns))
    assert usage.by("member", metric="Total_Item_Requests") == {("Forssa",): 3, ("Jokioinen",): 3}


def test_a_file_over_the_limit_is_refused_with_the_limit() -> None:
    usage = read(tsv() + b"\n" * 2_000_000, limits=Limits(size=2_000_000))
    assert usage.problems[0].text("fi").startswith("Tiedosto on suurempi kuin 2 Mt.")
