"""What is raised where a source cannot be taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.sources import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable


class RefusedError(Exception):
    """A source that cannot be taken in: what is wrong with it, where, and what to do."""

    def __init__(self, where: str, message: str, remedy: str) -> None:
        """``where`` is the path or the address."""
        self.problems: tuple[Problem, ...] = (Problem(where, None, None, message, remedy),)
        super().__init__(str(self.problems[0]))


class IncompleteError(RefusedError):
    """What a source must say is not known or cannot stand: it can be taken in once somebody gives it."""

    def __init__(self, where: str, wrong: Iterable[tuple[str, str, str]]) -> None:
        """``wrong`` is field, message and remedy of each."""
        self.problems = tuple(Problem(where, None, *one) for one in wrong)
        Exception.__init__(self, "\n".join(map(str, self.problems)))


class UnreachableError(RefusedError, ConnectionError):
    """A fault of the network or of the server that may be over when it is tried again."""

    def __init__(self, where: str, message: str, remedy: str = "Try again later", wait: float = 0.0) -> None:
        """``wait`` is the least number of seconds the server asked for before the next try."""
        super().__init__(where, message, remedy)
        self.wait = wait
