"""What a channel of a chat is told: a message a batch, with the members' identifiers that it may have."""

from orchestration.delivery.batches import Batch
from orchestration.delivery.destinations import Destination

# Members that a message names; it counts the others.
NAMED = 20


def message(destination: Destination, batch: Batch) -> str:
    """The text, in the form of Slack and of those who read the same."""
    count = len(batch.rows)
    members = f"{count:,} customer{'' if count == 1 else 's'}"
    first = f"*{batch.segment}*: {members} {'left' if batch.is_removal else 'entered'}"
    columns = [destination.match] if batch.is_removal else list(destination.columns)
    named = [", ".join(filter(None, (row.values[name] for name in columns))) for row in batch.rows[:NAMED]]
    more = [f"… and {count - NAMED:,} more"] if count > NAMED else []
    return _plain("\n".join([first, *(f"• {line}" for line in named), *more]))


def _plain(text: str) -> str:
    """Text whose signs a chat doesn't take for a link or for somebody's name."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
