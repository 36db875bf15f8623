"""sandyq: figures with their context, dates and events."""

import datetime as dt

from timing import run

from sandyq import read

PUBLISHED = dt.date(2024, 2, 15)

run(lambda text: read(text, PUBLISHED))
