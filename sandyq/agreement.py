"""What a stated number leaves open, and whether several can be true together.

"Almost 30 percent" and 29.7 do not contradict each other, nor do $6 billion and $6.1 billion: a number stands
for all values that would have been written so. `stated` gives each figure the interval of these values, from
the digits as they are written and the words that qualify them. Claims agree where all their intervals have a
value in common.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

NEEDED = ("quote", "value", "value_low", "value_high", "modifier", "measure", "direction")
"""The columns of figures that `stated` looks at."""

ABOUT = 0.05
"""How far "about" and "almost" reach, as a part of the value."""

BEYOND = 0.10
"""How far "over" and "under" reach at least, as a part of the value."""

_FINEST = 1e-11
"""The least step, as a part of the value: what is finer than floating point can be sure of."""

_SAME = 1e-13
"""Two ends this near to each other, as a part of their size, are one; far less than half the finest step."""

_POWER = 1e-9
"""How near to a whole number the logarithm of a power of ten comes."""

_NUMBER = r"\d(?:[\d.,'’\s]*\d)?"
_THOUSANDS = r"(?:[,'’\s]?000)+$"


def stated(figures: Frame) -> Frame:
    """Figures with what they say in numbers; ``figures`` has the columns `NEEDED`. Values in base units.

    Adds ``signed``, the value, of a change negative where it fell (null for a range); ``low`` and ``high``,
    the ends of a range, else the value twice; ``step``, what one more in the last digit that is written would
    be; ``least`` and ``greatest``, between which the true value lies if the text is right:

    - a number that nothing qualifies: half a step to either side, as rounding has it. Thousands of zeros
      without a decimal point are no digits: 30,000 is thirty thousand.
    - about: 5 % to either side; almost: 5 % below. Half a step at least.
    - over: up to the next rounder number, over 100 up to 200, and by 10 % at least; under: the same below.
      Who could say a larger round number would.
    - at least, up to: any value above, any smaller one.
    - a range: from end to end, and half a step of its last number to either side.
    - a place in an order is what it is.
    """
    return (
        valued(_steps(figures.with_columns(high=pl.coalesce("value_high", "value"))))
        .with_columns(_down=_reach("under", "almost", "up to"), _up=_reach("over", None, "at least"))
        .with_columns(
            # What a modifier says is said of the size: a fall of over 5 % is below -5 %.
            least=pl.col("low") - pl.when(pl.col("low") < 0).then("_up").otherwise("_down"),
            greatest=pl.col("high") + pl.when(pl.col("high") < 0).then("_down").otherwise("_up"),
        )
        .drop("_down", "_up", "_round")
    )


def valued(figures: Frame) -> Frame:
    """Of what `stated` adds ``signed``, ``low`` and ``high``, which cost little."""
    fall = (pl.col("measure") == "change") & (pl.col("direction").eq_missing("decrease"))
    low, high = pl.coalesce("value_low", "value"), pl.coalesce("value_high", "value")
    return figures.with_columns(
        signed=pl.when(fall).then(-pl.col("value").abs()).otherwise(pl.col("value")),
        low=pl.when(fall).then(-pl.max_horizontal(low.abs(), high.abs())).otherwise(low),
        high=pl.when(fall).then(-pl.min_horizontal(low.abs(), high.abs())).otherwise(high),
    )


def valued_of(wanted: pl.DataFrame, figures: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The figures that ``wanted`` names by ``figure_id``, with its other columns, `valued`.

    ``figures`` are the table of figures in any number of parts; what is given is as many.
    """
    ordered = wanted.sort("figure_id")
    ids = ordered["figure_id"]
    for part in figures:
        # Parts mostly hold neighbours: to look for all that is wanted in each would take the square of them.
        first, last = part.select(first=pl.col("figure_id").min(), last=pl.col("figure_id").max()).row(0)
        start = 0 if first is None else ids.search_sorted(first, "left")
        end = start if last is None else ids.search_sorted(last, "right")
        yield valued(part.join(ordered.slice(start, end - start), on="figure_id"))


def folded(parts: Iterable[pl.DataFrame], fold: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """``fold`` of all ``parts`` together, of which there is one at least; never are all of them held.

    ``fold`` gives the same of its own results as of what they are made from.
    """
    held: list[pl.DataFrame] = []
    kept = rows = 0
    for part in parts:
        held.append(fold(part))
        rows += held[-1].height
        if rows > 2 * kept + _HELD:
            held = [fold(pl.concat(held))]
            kept = rows = held[0].height
    return fold(pl.concat(held))


_HELD = 100_000


def together(least: str = "least", greatest: str = "greatest") -> pl.Expr:
    """Whether all the intervals of a group have a value in common: an aggregation."""
    low, high = pl.col(least).max(), pl.col(greatest).min()
    return low <= high - _slack(low, high)


def overlap(least: pl.Expr, greatest: pl.Expr, other_least: pl.Expr, other_greatest: pl.Expr) -> pl.Expr:
    """Whether two intervals have a value in common; to touch is not enough."""
    low, high = pl.max_horizontal(least, other_least), pl.min_horizontal(greatest, other_greatest)
    return low <= high - _slack(low, high)


def _slack(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """What keeps 6.1 and 6.2, which touch at 6.15, from overlapping; nothing for ends without a bound."""
    size = _SAME * pl.max_horizontal(low.abs(), high.abs())
    return pl.when(size.is_finite()).then(size).otherwise(0.0)


def _reach(beyond: str, near: str | None, bound: str) -> pl.Expr:
    """How far the true value may lie from the stated one, to the side that the modifiers given lead to."""
    half, size, modifier = pl.col("step") / 2, pl.col("high").abs(), pl.col("modifier")
    # Below, a bound reaches to nothing; above, it has no end.
    unbounded = size if bound == "up to" else pl.lit(float("inf"))
    about = ["about"] if near is None else ["about", near]
    return (
        pl.when(modifier.is_in(about))
        .then(pl.max_horizontal(half, ABOUT * size))
        .when(modifier == beyond)
        .then(pl.max_horizontal(half, BEYOND * size, "_round"))
        .when(modifier == bound)
        .then(pl.max_horizontal(half, unbounded))
        .otherwise(half)
    )


def _steps(figures: Frame) -> Frame:
    """Adds ``step`` and ``_round``, the same of the last digit that is no zero."""
    size = pl.col("high").abs()
    numbers = pl.col("quote").str.extract_all(_NUMBER)
    written = pl.when(pl.col("value").is_null()).then(numbers.list.last()).otherwise(numbers.list.first())
    whole = size.round(0) == size
    spelt = pl.when(whole & (size < 1e18)).then(size.cast(pl.Int64, strict=False).cast(pl.String))
    # A step is a power of ten, or these digits are not the value's: one third, 12 dozen, half a million.
    fraction = pl.min_horizontal(pl.lit(1.0), ABOUT * 2 * size)
    rounded = pl.coalesce(_step(written, size, zeros=False), _step(spelt, size, zeros=False), fraction)
    step = pl.coalesce(_step(written, size, zeros=True), _step(spelt, size, zeros=True), fraction)
    exact = pl.col("measure") == "rank"
    return figures.with_columns(
        step=pl.when(exact)
        .then(0.5)
        .when(size == 0)
        .then(1.0)
        .otherwise(pl.max_horizontal(step, _FINEST * size)),
        _round=pl.when(size == 0).then(1.0).otherwise(rounded),
    )


def _step(written: pl.Expr, size: pl.Expr, *, zeros: bool) -> pl.Expr:
    """What one more in the last digit is worth; null where the digits cannot be those of the value."""
    decimal = written.str.contains(".", literal=True)
    bare = pl.when(decimal).then(written).otherwise(written.str.replace(_THOUSANDS, ""))
    digits = bare.str.replace_all(r"\D", "")
    if not zeros:
        digits = digits.str.strip_chars_end("0")
    number = digits.cast(pl.Float64, strict=False)
    exponent = (size / number).log10()
    fits = number.is_not_null() & (number > 0) & ((exponent - exponent.round(0)).abs() < _POWER)
    return pl.when(fits).then(pl.lit(10.0).pow(exponent.round(0)))
