"""What the project says when it stops on purpose."""

from collections.abc import Iterator


class RefusedError(Exception):
    """Something is wrong that a person can mend: each of `sentences` says what, where, and how.

    The command prints the sentences alone and exits with 1; a traceback would hide them.
    """

    def __init__(self, *sentences: str):
        super().__init__("\n".join(sentences))
        self.sentences = list(sentences)


class PassingError(RefusedError):
    """A refusal that may pass by itself, so that trying again makes sense: another's lock, a lost server."""


# As the operating system, DuckDB and SQLite say it.
DISK_FULL = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large",
    "database or disk is full",
    # SQLite, where the index of its log, which it maps into memory, can't grow.
    "disk I/O error",
)
MAKE_ROOM = (
    "The disk is full: free some space, then run `segments refresh`. Readers see the last whole release."
)


def sentences_of(error: BaseException | None) -> list[str] | None:
    """The sentences of the refusal that caused this error, or None when it is an error of the program.

    A full disk is a refusal too, whichever of the many writers met it.
    """
    causes = list(_causes(error))
    if any(said in str(cause) for cause in causes for said in DISK_FULL):
        return [MAKE_ROOM]
    return next((cause.sentences for cause in causes if isinstance(cause, RefusedError)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, latest first."""
    seen: set[int] = set()
    # A chain of contexts can lead back to where it began.
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
