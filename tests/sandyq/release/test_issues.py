"""issues.json: conflicts are written as json writes them, however many there are."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sandyq.conflicts import Conflict, Stated
from sandyq.release.issues import with_conflicts

WORDS = st.text(max_size=5)
VALUES = st.floats(allow_nan=False) | st.integers()
STATED = st.builds(Stated, *(WORDS for _ in range(10)), VALUES, VALUES, st.integers(1))
CONFLICTS = st.builds(
    Conflict, *(WORDS for _ in range(8)), st.lists(STATED, min_size=1, max_size=3).map(tuple)
)


@given(
    st.dictionaries(WORDS, st.none() | st.lists(WORDS, max_size=2), max_size=2),
    st.lists(CONFLICTS, max_size=3),
)
def test_conflicts_are_written_as_json_writes_them(said: dict[str, object], found: list[Conflict]) -> None:
    said = {name: value for name, value in said.items() if name != "conflicts"}
    whole = {**said, "conflicts": [one.as_dict() for one in found]}
    assert with_conflicts(said, found).decode() == json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
