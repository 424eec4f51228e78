"""Writes files as the programs of an office do: workbooks with PyPI's openpyxl, and text in any encoding.

    write.py < WISH

WISH is one JSON object, of one of these shapes:

    {"book": PATH, "sheets": [{"name", "hidden", "rows": [[CELL]]}]}
    {"book": PATH, "from": PATH, "lines": [{HEADING: CELL}]}    a workbook opened, lines added, saved anew
    {"text": PATH, "encoding": "gb18030", "content": TEXT}

A CELL is null, a text, a number, or {"day": "2020-10-26"}: a real date, as a spreadsheet holds it.
"""

import datetime
import json
import sys

import openpyxl


def value(cell):
    return datetime.date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell


def made(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for wanted in sheets:
        sheet = book.create_sheet(wanted["name"])
        sheet.sheet_state = "hidden" if wanted.get("hidden") else "visible"
        for row in wanted["rows"]:
            sheet.append([value(cell) for cell in row])
    return book


def filled(path, lines):
    book = openpyxl.load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    for line in lines:
        row = sheet.max_row + 1
        for heading, cell in line.items():
            sheet.cell(row, columns[heading], value(cell))
    return book


wish = json.load(sys.stdin)
if "text" in wish:
    with open(wish["text"], "w", encoding=wish["encoding"], newline="") as file:
        file.write(wish["content"])
else:
    book = filled(wish["from"], wish["lines"]) if "from" in wish else made(wish["sheets"])
    book.save(wish["book"])
