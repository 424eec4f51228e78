#!/usr/bin/env python3
"""Writes server/src/slots/holidays.txt from the PyPI package `holidays` (MIT).

    python3 -m venv /tmp/holidays && /tmp/holidays/bin/pip install holidays==0.109
    /tmp/holidays/bin/python tools/write_holidays.py COUNTRIES.csv...

Each argument is a file with a column `iso2`. National public holidays only: what is kept in a
part of a country is not in it. The file explains its own form.
"""

import csv
import re
import sys
from datetime import date
from pathlib import Path

import holidays
from holidays.version import __version__

HOME = "CN"
YEARS = [2020, *range(2024, 2032)]
FILE = Path(__file__).parent.parent / "server" / "src" / "slots" / "holidays.txt"

HEAD = f"""\
# National public holidays, weekends and working-day swaps.
# Written by tools/write_holidays.py from the PyPI package holidays {__version__}; do not edit.
# Copyright (c) Vacanza Team and individual contributors (see
# https://github.com/vacanza/holidays/blob/dev/CONTRIBUTORS), dr-prodigy, ryanss. MIT License:
# https://github.com/vacanza/holidays/blob/dev/LICENSE
#
# +CN zh-CN 2026    a country, the language of its names, and where working days are moved to
#                   weekends by decree: the last year for which that is announced, else -
# =local|English    its names, numbered from 0; one text where both are the same
# 2026 67 0101.0    a year, its weekend (1 is Monday), and holidays: month, day, a name;
#                   ~ instead of the point where the date is estimated
# !0104             working days on a weekend in the year of the line before
"""


def countries(files):
    found = {HOME}
    for file in files:
        with open(file, encoding="utf-8", newline="") as rows:
            found.update(row["iso2"] for row in csv.DictReader(rows))
    return sorted(found & set(holidays.list_supported_countries()))


def calendar(code, year, language):
    """The holidays of one year by date: a list of (name, whether the date is estimated)."""
    found = holidays.country_holidays(code, years=year, language=language, expand=False)
    label = found.tr(getattr(found, "estimated_label", "") or "")
    before, _, after = label.partition("%s")

    def plain(name):
        # Dates of moved days stand in the names as they are written in America.
        name = re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\1-\2", name)
        if label and name.startswith(before) and name.endswith(after):
            return name[len(before) : len(name) - len(after)], True
        return name, False

    return found, {day: [plain(name) for name in found.get_list(day)] for day in sorted(found)}


def tag(language):
    return language.replace("_", "-")


def written(code):
    kind = getattr(holidays, code)
    local = kind.default_language
    english = "en_US" if "en_US" in kind.supported_languages else local
    names, lines, swaps = [], [], []
    for year in YEARS:
        if (kind.start_year or 0) > year or (kind.end_year or 9999) < year:
            continue
        found, here = calendar(code, year, local)
        _, abroad = calendar(code, year, english)
        days = []
        for day, entries in here.items():
            if day.year != year:
                continue
            name = "; ".join(name for name, _ in entries)
            other = "; ".join(name for name, _ in abroad.get(day, entries))
            text = name if name == other else f"{name}|{other}"
            if text not in names:
                names.append(text)
            mark = "~" if any(estimated for _, estimated in entries) else "."
            days.append(f"{day:%m%d}{mark}{names.index(text)}")
        if not days:
            continue
        weekend = "".join(str(day + 1) for day in sorted(found.weekend))
        lines.append(" ".join([str(year), weekend, *days]))
        moved = sorted(day for day in found.weekend_workdays if day.year == year)
        if moved:
            swaps.append(year)
            lines.append("!" + " ".join(f"{day:%m%d}" for day in moved))
    # Whoever moved days in the last years goes on doing so; an older habit may have ended.
    announced = max(swaps) if swaps and max(swaps) >= 2025 else "-"
    head = f"+{code} {tag(local or 'en')} {announced}"
    return "\n".join([head, *("=" + name for name in names), *lines])


def main():
    codes = countries(sys.argv[1:])
    text = HEAD + "\n".join(written(code) for code in codes) + "\n"
    FILE.write_text(text, encoding="utf-8")
    print(f"{FILE}: {len(codes)} countries, {len(text.encode()) // 1000} kB, {date.today()}")


if __name__ == "__main__":
    main()
