"""What is said of files of use. The key is a problem's code; facts stand in braces."""

from typing import Final

from kimppa.translation import N_

_FILES: Final = {
    "empty": N_("The file is empty. Fetch it again."),
    "too-large": N_(
        "The file is larger than {limit} MB. Ask for a shorter period or fewer columns, and try "
        "again."
    ),
    "web-page": N_(
        "This is a web page, not a report: the sign-in may have ended, or the address is that of "
        "the page. Open the service, download the report itself and try again."
    ),
    "no-table": N_(
        "There is no table here: the file begins “{start}”. If it is a message of the service, do "
        "what it says, and fetch the report again."
    ),
    "long-line": N_(
        "A line is longer than {limit} characters, so this is no table. Fetch the report as TSV, "
        "XLSX or JSON."
    ),
    "many-columns": N_("The row has more than {limit} cells. Check the separators."),
    "open-quote": N_("A quotation mark is not closed. Add the missing mark, or take XLSX or JSON."),
    "two-encodings": N_(
        "The file has two encodings, so some names may be wrong; the counts are right. Ask for the "
        "file in UTF-8, or take XLSX."
    ),
    "cut-row": N_(
        "The row has {cells} cells, but the heading {expected}. The file may be cut, or a "
        "quotation mark is not closed: fetch it again."
    ),
    "workbook-too_large": N_(
        "The workbook is larger than {limit} MB. Take the report as TSV or JSON, or a shorter "
        "period."
    ),
    "workbook-not_xlsx": N_("This is not an Excel workbook. Save it as .xlsx and try again."),
    "workbook-old_xls": N_("This is an old Excel file (.xls). Save it as .xlsx and try again."),
    "workbook-encrypted": N_(
        "The file is protected by a password. Remove the password and try again."
    ),
    "workbook-broken": N_("The workbook is broken and cannot be read. Fetch it again."),
    "workbook-expands": N_(
        "The workbook expands far beyond its size when opened, so it is not read. Take the report "
        "as TSV."
    ),
    "workbook-too_many_rows": N_(
        "There are more than {limit} rows. Take the report as TSV or JSON, or a shorter period."
    ),
    "workbook-too_many_cells": N_(
        "There are more than {limit} cells. Take the report as TSV or JSON, or a shorter period."
    ),
    "workbook-long_cell": N_("The cell has more text than Excel itself takes. Shorten it."),
}
_COUNTS: Final = {
    "formula": N_(
        "The cell has a formula or a fault, not a number. Paste its value instead and try again."
    ),
    "no-number": N_("“{cell}” is no whole number. Write digits only, or leave the cell empty."),
    "negative": N_(
        "The count {count} is negative. Use cannot be: ask the vendor for a corrected report."
    ),
    "many-facts": N_(
        "The file has more than {limit} different platforms, institutions and months together. "
        "Ask for a shorter period."
    ),
}
_EKIRJASTO: Final = {
    "column-missing": N_("The column “{column}” is missing. Export the file again, all columns."),
    "column-twice": N_("The column “{column}” stands there twice. Remove one."),
    "no-loans": N_(
        "The file has headings but no loans. Check the period: an end before the beginning gives "
        "such a file."
    ),
    "no-period": N_(
        "The file's name does not tell its period. Keep the name that E-kirjasto gives, or write "
        "the first and the last day."
    ),
    "period-turned": N_("The period ends before it begins: {period}. Export the file again."),
    "one-day": N_(
        "The file is of one day, {period}. E-kirjasto takes today where it cannot read a date: "
        "check the dates and export again."
    ),
    "ends-today": N_(
        "The period ends on the day it was exported, {day}. E-kirjasto takes today where it cannot "
        "read a date: check that this was meant."
    ),
    "not-over": N_(
        "The period ends on {day}, which had not come when it was exported. Export again after it."
    ),
    "part-of-year": N_(
        "The period {period} is a part of the year. For the year's figures take 1.1.–31.12."
    ),
    "over-years": N_(
        "The period {period} is of more than one year, and the file does not tell loans by month. "
        "Export each year by itself."
    ),
    "no-municipality": N_(
        "{count} loans have no municipality. They stand on a row of their own: the customer's "
        "municipality was not known."
    ),
    "no-format": N_("{count} loans have no format. They stand in a column of their own."),
    "libraries": N_(
        "The file has the loans of several libraries: {names}. Export your own library only."
    ),
    "saved-again": N_(
        "Excel has changed codes of the file, such as 061 into 61. The codes are read as meant; "
        "the identifiers of titles may be lost."
    ),
    "no-streaming": N_(
        "“Kaikki lainat” has loans only: what was read or listened to as a stream is not in it."
    ),
    "no-fiction": N_(
        "Fiction and fact are not told apart: E-kirjasto writes “tietokirjallisuus” also of what "
        "it does not know."
    ),
}
_COUNTER: Final = {
    "json-broken": N_("The JSON is broken here. The file may be cut: fetch it again."),
    "json-large": N_(
        "A part of the JSON is too large to be a report's. Take the report as TSV, or ask the "
        "vendor for a corrected one."
    ),
    "not-counter": N_("This JSON is no COUNTER report: it has only {keys}. Fetch the report."),
    "header-missing": N_(
        "The file does not tell which report it is: Report_Header is missing. Fetch the whole "
        "report."
    ),
    "columns-missing": N_(
        "The row of columns with Metric_Type is missing. Fetch the report again."
    ),
    "report-missing": N_("Report_ID is missing. Fetch the report again."),
    "report-unknown": N_(
        "Report_ID “{report}” is no report of COUNTER 5. Ask for PR, DR, TR or IR, or one of their "
        "standard views."
    ),
    "release-unknown": N_(
        "Release “{release}” is not read. Ask for the report in COUNTER release 5.1 or 5."
    ),
    "releases-mixed": N_(
        "The file mixes COUNTER releases 5 and 5.1, which count otherwise. Ask the vendor for a "
        "report of one release."
    ),
    "release-row": N_(
        "Registry_Record belongs to release 5.1, but the file says 5. Check the release with the "
        "vendor: the counts of books are not comparable."
    ),
    "reports-several": N_("The file has several reports. Save each as a file of its own."),
    "report-mismatch": N_(
        "Report_ID is {report}, but the content is that of {actual}. Ask for the right report; do "
        "not change the identifier."
    ),
    "view-mismatch": N_(
        "Report_ID is {report}, which cannot have {content}. Ask for the right report; do not "
        "change the identifier."
    ),
    "metric-unknown": N_(
        "The metric “{metric}” is not COUNTER's. It stands by itself and is added to no other: ask "
        "the vendor what it counts."
    ),
    "metric-missing": N_("The count has no Metric_Type. Ask the vendor for a corrected report."),
    "totals-only": N_(
        "There are only totals, no months. Fetch the report by month (without "
        "Exclude_Monthly_Details, or granularity=Month)."
    ),
    "month-twice": N_(
        "{month} stands there twice. Ask the vendor for a corrected report: either could be right."
    ),
    "month-odd": N_("“{heading}” is no month. Write it as Jan-2022 or 2022-01."),
    "month-outside": N_(
        "{month} is outside the period {period} that the report tells. Check the period."
    ),
    "months-of-year": N_("The period {period} is a part of the year."),
    "machine-reading": N_(
        "Some of the use is machines' (Access_Method TDM). Leave it out of the use by people."
    ),
    "total-differs": N_(
        "Reporting_Period_Total is {total}, but the months together are {months}. The months "
        "count; ask the vendor about the difference if it is large."
    ),
    "no-rows": N_(
        "There are no rows. If nothing was used, ask the vendor to confirm it and write zero; else "
        "fetch the report again."
    ),
}
_SERVICE: Final = {
    "service-tells": N_("The service tells: {message}"),
    "service-down": N_("The service was not available ({exception}). Fetch the report tomorrow."),
    "service-busy": N_("The service was too busy ({exception}). Fetch the report in an hour."),
    "service-queued": N_(
        "The service is still making the report ({exception}). This is its answer, not the report: "
        "fetch it again later today."
    ),
    "service-many-requests": N_(
        "The service was asked too often ({exception}). Wait an hour and fetch the report again."
    ),
    "service-lacks": N_(
        "The service lacks something to make the report ({exception}): {message}. Check the "
        "customer number and the dates, and fetch again."
    ),
    "service-credentials": N_(
        "The service does not accept the credentials ({exception}): {message}. Check the customer "
        "number, the requestor and the key with the vendor."
    ),
    "service-no-global": N_(
        "The service gives no report of all its customers ({exception}). Ask with your own "
        "customer number."
    ),
    "service-no-report": N_(
        "The service does not have this report ({exception}). Ask the vendor which reports it has."
    ),
    "service-no-release": N_(
        "The service does not have this report or release ({exception}): {message}. Ask the vendor "
        "which it has."
    ),
    "service-dates": N_(
        "The service did not understand the dates ({exception}). Ask from the first day of a month "
        "to the last of a month."
    ),
    "service-no-use": N_("Nothing was used in the period: the service says so. The figure is 0."),
    "service-not-ready": N_(
        "The use of the period is not ready yet ({exception}): {message}. Fetch the report again "
        "in a week."
    ),
    "service-too-old": N_(
        "The service no longer has the use of the whole period ({exception}): {message}. Mark the "
        "lacking months as missing, or ask the vendor."
    ),
    "service-partial": N_(
        "The service gave only a part of the period ({exception}): {message}. See which months are "
        "there, and fetch the rest."
    ),
    "service-unfiltered": N_(
        "The service did not do all that was asked ({exception}): {message}. The figures may be of "
        "more than you wanted: compare with last year's."
    ),
    "service-warns": N_(
        "The service warns ({exception}): {message}. The figures are here; ask the vendor what it "
        "means for them."
    ),
    "service-error": N_(
        "The service answers with an error ({exception}): {message}. Ask the vendor, or fetch the "
        "report again."
    ),
}
_TABLE: Final = {
    "no-count-column": N_("No column is said to have the counts. Choose one."),
    "total-row": N_("The row is a sum of the others and is left out."),
}
TEXTS: Final = _FILES | _COUNTS | _EKIRJASTO | _COUNTER | _SERVICE | _TABLE
