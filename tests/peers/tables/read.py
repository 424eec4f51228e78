"""Reads workbooks (.xlsx) and comma-separated files (.csv) with parsers that are not ours.

    read.py FILE...

Prints one line of JSON a file: {"sheet", "frozen", "rows"}. A cell is null, a text, {"number": "12.5"},
{"day": "2020-10-26"}, or what else the parser takes it for.
"""

import csv
import datetime
import json
import sys

import openpyxl


def cell(found):
    value = found.value
    if value is None:
        return None
    if found.data_type == "f":
        return {"formula": str(value)}
    if isinstance(value, bool):
        return {"truth": value}
    if isinstance(value, (int, float)):
        return {"number": repr(value)}
    if isinstance(value, datetime.datetime):
        assert value.time() == datetime.time(0), "a day has no time"
        return {"day": value.date().isoformat()}
    return value


def workbook(path):
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    rows = [[cell(found) for found in row] for row in sheet.iter_rows()]
    return {"sheet": sheet.title, "frozen": sheet.freeze_panes, "rows": rows}


def separated(path):
    with open(path, "rb") as file:
        assert file.read(3) == b"\xef\xbb\xbf", "no byte order mark"
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    return {"sheet": None, "frozen": None, "rows": rows}


for path in sys.argv[1:]:
    read = workbook if path.endswith(".xlsx") else separated
    print(json.dumps(read(path)))
