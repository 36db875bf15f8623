"""Sandyq: figures out of texts, in context, checked and published as versioned open datasets."""

from sandyq.reading.model import DateMention, Event, Figure, Reading
from sandyq.reading.read import read

__all__ = ["DateMention", "Event", "Figure", "Reading", "read"]
