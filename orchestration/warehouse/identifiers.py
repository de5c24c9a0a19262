"""Names as SQL has them."""


def quoted(name: str) -> str:
    """A name as an identifier that means exactly this name, on either engine."""
    return '"' + name.replace('"', '""') + '"'
