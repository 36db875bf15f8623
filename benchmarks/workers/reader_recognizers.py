"""Recognizers-Text: numbers, ordinals, percentages, ages, currencies, dimensions and dates."""

import contextlib

from recognizers_date_time import DateTimeRecognizer
from recognizers_number import NumberRecognizer
from recognizers_number_with_unit import NumberWithUnitRecognizer
from recognizers_text import Culture
from timing import run

numbers = NumberRecognizer(Culture.English)
units = NumberWithUnitRecognizer(Culture.English)
dates = DateTimeRecognizer(Culture.English)
models = [
    numbers.get_number_model(),
    numbers.get_ordinal_model(),
    numbers.get_percentage_model(),
    units.get_age_model(),
    units.get_currency_model(),
    units.get_dimension_model(),
    dates.get_datetime_model(),
]


def read(text: str) -> None:
    """Ask every model in turn, as its users do; one that raises on a text costs what it took until then."""
    for model in models:
        with contextlib.suppress(Exception):
            model.parse(text)


run(read)
