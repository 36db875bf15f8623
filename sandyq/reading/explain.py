"""Why a figure was read as it was: each field with its value and the words it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sandyq.reading.model import Figure, Reading

_FIELDS = (
    "value",
    "unit",
    "modifier",
    "measure",
    "direction",
    "indicator",
    "reporter",
    "partner",
    "subject",
    "scope",
    "period",
)

RULES: dict[str, str] = {
    "within": "the figure's own noun says what it measures",
    "after": "the words after the figure say what it measures",
    "subject": "the words before the figure say what it measures",
    "label": "the label of its record says what it measures",
    "beside": "it measures what the figure before it measures, of which its sentence spoke first",
    "other clause": "its clause does not say what it measures; the sentence does",
    "continued": "its sentence goes on about what the one before it measured",
    "conversion": "it is the figure before it in another currency",
    "apposition": "it is the growth of the figure before it",
    "bracket": "it is the growth of the figure before its bracket",
}
"""What each way to find a figure's indicator means; the part of ``Figure.rule`` after the comma."""


class Reason(NamedTuple):
    """One field of a figure: its value as text, and the words it came from (None: the words around)."""

    field: str
    value: str
    words: str | None
    start: int | None
    end: int | None


class Explanation(NamedTuple):
    """One figure: where it stands, the rule that read it, what that says, and a reason for each field."""

    start: int
    end: int
    quote: str
    rule: str
    meaning: str | None
    reasons: tuple[Reason, ...]


def explain(text: str, reading: Reading) -> list[Explanation]:
    """Explain every figure of ``reading``, in order; fields that are null are left out."""
    return [_explained(text, figure) for figure in reading.figures]


def _explained(text: str, figure: Figure) -> Explanation:
    spans = {field: (start, end) for field, start, end in figure.evidence}
    spans.setdefault("value", (figure.start, figure.end))
    reasons: list[Reason] = []
    for field in _FIELDS:
        value = _value(figure, field)
        if value is None:
            continue
        span = spans.get(field)
        words = " ".join(text[span[0] : span[1]].split()) if span else None
        reasons.append(Reason(field, value, words, *(span or (None, None))))
    meaning = RULES.get(figure.rule.rpartition(", ")[2])
    return Explanation(figure.start, figure.end, figure.quote, figure.rule, meaning, tuple(reasons))


def _value(figure: Figure, field: str) -> str | None:
    if field == "value" and figure.value is None:
        return f"{figure.value_low} to {figure.value_high}"
    value = getattr(figure, field)
    return None if value is None or value == "none" else str(value)
