"""What clocks show, by the zone data of PyPI's `tzdata`.

    clock.py ZONE SECONDS...

Prints HH:MM for each of these seconds since 1970, a line each. The data of the system are left aside:
what a browser or an older system has may be behind what a country decided (Morocco, in 2026).
"""

import datetime
import sys
import zoneinfo

zoneinfo.reset_tzpath(to=())
zone = zoneinfo.ZoneInfo(sys.argv[1])
for seconds in sys.argv[2:]:
    print(datetime.datetime.fromtimestamp(int(seconds), zone).strftime("%H:%M"))
