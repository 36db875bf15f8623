"""What is promised: one pandera model per published table, and which tables make a dataset."""

from schemas.events import Events
from schemas.figures import Figures
from schemas.indicators import Indicators
from schemas.observations import Observations
from schemas.sources import Sources

MODELS = (Observations, Figures, Events, Sources, Indicators)
"""Every published table, in the order in which a package lists them."""

__all__ = ["MODELS", "Events", "Figures", "Indicators", "Observations", "Sources"]
