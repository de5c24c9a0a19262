"""The errors that the project raises when it stops on purpose."""

from collections.abc import Iterator


class RefusedError(Exception):
    """Something is wrong that a person can fix. Each of `sentences` says what, where, and how.

    The command prints only the sentences and exits with 1, because a traceback would hide them.
    """

    def __init__(self, *sentences: str):
        super().__init__("\n".join(sentences))
        self.sentences = list(sentences)


class BlockedError(RefusedError):
    """The audit blocks the data as of one clock. As of another one, they may be published."""


class PassingError(RefusedError):
    """A refusal after which a retry may succeed: another process holds the lock, or the server is away."""


class UndoneError(Exception):
    """Ends a transaction of which nothing is to stay, as after a plan. No caller of the function meets it."""


# As the operating system, DuckDB and SQLite word it.
DISK_FULL = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large",
    "database or disk is full",
    # SQLite reports this if the index of its log, a memory-mapped file, can't grow.
    "disk I/O error",
)
MAKE_ROOM = (
    "The disk is full: free some space, then run `segments refresh`. Readers see the last whole release."
)


def sentences_of(error: BaseException | None) -> list[str] | None:
    """Returns the sentences of the refusal that caused this error, or None for an unexpected error.

    A full disk is a refusal too, whichever part of the program met it.
    """
    causes = list(_causes(error))
    if any(said in str(cause) for cause in causes for said in DISK_FULL):
        return [MAKE_ROOM]
    return next((cause.sentences for cause in causes if isinstance(cause, RefusedError)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yields the error and its causes, latest first."""
    seen: set[int] = set()
    # A chain of contexts can form a circle.
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
