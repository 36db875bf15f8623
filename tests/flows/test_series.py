"""`sandyq conflicts` and `sandyq plot`: what they show of what is published."""

from __future__ import annotations

import json

from tests_source import source
