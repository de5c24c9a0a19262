"""A fair share of customers: about as many as asked, always the same ones."""

# A hash in hexadecimal digits begins with one of so many texts of eight.
PLACES = 16**8


def of_a_share(column: str, customers: int, most: int) -> str | None:
    """Returns the condition on a column with IDs for about `most` of so many customers; None for all."""
    if customers <= most:
        return None
    return f"md5(cast({column} as varchar)) < '{int(most / customers * PLACES):08x}'"
