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
}
TEXTS: Final = _FILES | _COUNTS | _EKIRJASTO
