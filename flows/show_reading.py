"""A reading on the screen: tables for people, JSON lines for programs, and why each figure was read so."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from flows.report import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console, JustifyMethod

    from sandyq import DateMention, Event, Figure, Reading


_ARROWS = {"increase": " ↑", "decrease": " ↓"}


def json_lines(reading: Reading) -> Iterator[str]:
    """One JSON object a line, in the order of the text; ``record`` says figure, date or event."""
    records: list[tuple[str, Figure | DateMention | Event]] = [
        *(("figure", figure) for figure in reading.figures),
        *(("date", date) for date in reading.dates),
        *(("event", event) for event in reading.events),
    ]
    for kind, record in sorted(records, key=lambda pair: (pair[1].start, pair[1].end, pair[0])):
        yield json.dumps({"record": kind, **asdict(record)}, ensure_ascii=False)


def print_reading(console: Console, reading: Reading, text: str, explain: bool) -> None:
    """A table each of figures, events and dates, those that are empty left out; then a line of counts."""
    if reading.figures:
        console.print(_figures(reading.figures))
        if explain:
            for figure in reading.figures:
                console.print(_explained(figure, text))
    if reading.events:
        console.print(_events(reading.events))
    if reading.dates:
        console.print(_dates(reading.dates))
    counts = ((reading.figures, "figure"), (reading.events, "event"), (reading.dates, "date"))
    console.print(", ".join(counted(len(records), noun) for records, noun in counts))


def _table(title: str, columns: Iterable[str], wrapped: Iterable[str]) -> Table:
    """An empty table; where the screen is narrow, the columns ``wrapped`` give way."""
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for column in columns:
        justify: JustifyMethod = "right" if column in ("at", "value") else "left"
        narrow = column in wrapped
        table.add_column(
            column, justify=justify, overflow="fold", no_wrap=not narrow, min_width=8 if narrow else None
        )
    return table


def _figures(figures: Iterable[Figure]) -> Table:
    columns = ("at", "quote", "value", "unit", "what", "who", "period")
    table = _table("Figures", columns, wrapped=("quote", "unit", "what"))
    for figure in figures:
        table.add_row(
            *_cells(
                figure.start,
                figure.quote,
                value_text(figure),
                figure.unit,
                _what(figure),
                f"{figure.reporter or '-'} {figure.partner or ''}".strip(),
                figure.period,
            )
        )
    return table


def _what(figure: Figure) -> str:
    """What is measured, and how where it is no plain level: ``total_trade, change ↑``."""
    what = figure.indicator or (f"“{figure.subject}”" if figure.subject else "-")
    how = "" if figure.measure == "level" else figure.measure
    return ", ".join(filter(None, (what, how))) + _ARROWS.get(figure.direction or "", "")


def value_text(figure: Figure) -> str:
    """The value as people write it: ``almost 30``, ``-18,700,000,000``, ``15 to 20``."""
    number = (
        f"{_number(figure.value_low)} to {_number(figure.value_high)}"
        if figure.value is None
        else _number(figure.value)
    )
    return number if figure.modifier == "none" else f"{figure.modifier} {number}"


def _number(value: float | None) -> str:
    if value is None:
        return "?"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def _events(events: Iterable[Event]) -> Table:
    table = _table(
        "Events", ("at", "type", "period", "actors", "place", "quote"), wrapped=("actors", "quote")
    )
    for event in events:
        actors = ", ".join(event.actors)
        table.add_row(*_cells(event.start, event.type, event.period, actors, event.place, event.quote))
    return table


def _dates(dates: Iterable[DateMention]) -> Table:
    table = _table("Dates", ("at", "quote", "period", "rule"), wrapped=("quote",))
    for date in dates:
        table.add_row(*_cells(date.start, date.quote, date.period, date.rule))
    return table


def _explained(figure: Figure, text: str) -> Text:
    """The rule that read a figure, and the words that each of its fields was taken from."""
    lines = Text()
    lines.append(f"{figure.quote}", style="bold")
    lines.append(f"  at {figure.start}-{figure.end}, by rule {figure.rule}\n")
    fields: dict[str, Any] = asdict(figure)
    for field, start, end in figure.evidence:
        value = fields.get(field)
        words = " ".join(text[start:end].split())
        lines.append(f"  {field:<10}", style="dim")
        lines.append(f"{'-' if value is None else value}  from “{words}” at {start}-{end}\n")
    return lines


def _cells(*values: object) -> list[Text]:
    """Values as they are: a text may hold square brackets, which markup would take for a style."""
    return [Text("-" if value is None else " ".join(str(value).split())) for value in values]
