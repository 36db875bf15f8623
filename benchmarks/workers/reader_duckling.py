"""Duckling: amounts, numbers, quantities, durations and times."""

import duckling
from timing import run

DIMENSIONS = "amount-of-money number ordinal quantity distance volume duration time"

zones = duckling.load_time_zones("/usr/share/zoneinfo")
now = duckling.parse_ref_time(zones, "UTC", 1_708_000_000)
english = duckling.parse_locale("EN_US", duckling.default_locale_lang(duckling.parse_lang("EN")))
context = duckling.Context(now, english)
dimensions = duckling.parse_dimensions(DIMENSIONS.split())

run(lambda text: duckling.parse(text, context, dimensions))
