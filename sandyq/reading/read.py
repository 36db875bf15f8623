"""The whole reading of one text: the stages in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.claims import claims
from sandyq.reading.dates import dates, relative_span
from sandyq.reading.events import events
from sandyq.reading.model import Reading
from sandyq.reading.places import Places
from sandyq.reading.quantities import quantities
from sandyq.reading.text import Document

if TYPE_CHECKING:
    import datetime as dt


def read(text: str, published: dt.date | None = None) -> Reading:
    """Figures, dates and events of ``text``; relative dates count from ``published``.

    Offsets are those of ``text`` as given. No text raises: what is not understood is left out, and what is
    not said is None.
    """
    doc = Document(text, published)
    mentions = dates(doc)
    places = Places(doc)
    figures = claims(doc, quantities(doc, mentions), mentions, places, relative_span)
    return Reading(tuple(figures), tuple(mentions), tuple(events(doc, mentions, places)))
