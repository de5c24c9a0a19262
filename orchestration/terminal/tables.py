"""Tables of figures, as commands print them."""

from rich.table import Table


def figures_table(first: str, *titles: str) -> Table:
    """Returns an empty table: names under `first`, each on one line, then figures under `titles`."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first, no_wrap=True)
    for title in titles:
        table.add_column(title, justify="right")
    return table
