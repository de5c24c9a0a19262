"""What the project says when it stops on purpose."""


class RefusedError(Exception):
    """Something is wrong that a person can mend: each of `sentences` says what, where, and how.

    The command prints the sentences alone and exits with 1; a traceback would hide them.
    """

    def __init__(self, *sentences: str):
        super().__init__("\n".join(sentences))
        self.sentences = list(sentences)


def sentences_of(error: BaseException | None) -> list[str] | None:
    """The sentences of the refusal that caused this error, or None when it is an error of the program."""
    seen: set[int] = set()
    # A chain of contexts can lead back to where it began.
    while error is not None and id(error) not in seen:
        if isinstance(error, RefusedError):
            return error.sentences
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
