#!/usr/bin/env python3
"""Writes server/src/display/countries.txt from the CLDR names in the PyPI package `babel`.

    python3 -m venv /tmp/babel && /tmp/babel/bin/pip install babel==2.18.0
    /tmp/babel/bin/python tools/write_country_names.py

The countries/regions are those of server/src/partners/countries.txt, the languages those that the
client offers for people and sessions. The file explains its own form.
"""

import re
from pathlib import Path

import babel

ROOT = Path(__file__).parent.parent
CODES = ROOT / "server/src/partners/countries.txt"
LANGUAGES = ROOT / "web-client/src/i18n/languages.ts"
FILE = ROOT / "server/src/display/countries.txt"

HEAD = f"""\
# Names of countries/regions. Written by tools/write_country_names.py from the PyPI package babel
# {babel.__version__} (BSD-3-Clause), whose names are those of CLDR 47: Copyright (c) Unicode, Inc.,
# Unicode License v3 (Unicode-3.0). Do not edit: what the office calls a place otherwise stands in
# config/display-names.toml.
#
# The first line holds the codes, each further one a language and its names in the same order.
"""


def main():
    codes = [line.split("|")[0] for line in CODES.read_text(encoding="utf-8").splitlines()]
    offered = LANGUAGES.read_text(encoding="utf-8").split("offeredLanguages = [")[1]
    languages = re.findall(r"'([\w-]+)'", offered.split("]")[0])
    lines = ["|".join(["", *codes])]
    for language in languages:
        names = babel.Locale.parse(language, sep="-").territories
        lines.append("|".join([language, *(names[code] for code in codes)]))
    FILE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


main()
