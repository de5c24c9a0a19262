"""The names that conditions may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Vocabulary:
    """What a condition may use: columns by type, and in a rule events, lists and segments."""

    numbers: tuple[str, ...]
    texts: tuple[str, ...]
    flags: tuple[str, ...]
    days: tuple[str, ...]
    instants: tuple[str, ...]
    today: date
    near: tuple[int, ...]  # days ago on which things happened
    hours: tuple[int, ...]
    events: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    arms: tuple[tuple[str, str], ...] = ()
    by: tuple[str, ...] = ()
    in_where: bool = False


def traits(keys: tuple[str, ...], **more: Any) -> Vocabulary:
    """Returns the vocabulary of a rule."""
    names = ("points", "balance", "amount", "points__country", *keys)
    columns = {"texts": ("country", "city", "channel"), "flags": ("is_consented",), "days": ("signed_up_on",)}
    by = ("country", "city", "points", "is_consented", "signed_up_on")
    return Vocabulary(names, **columns, instants=("last_call_at",), by=by, **more)


def event_columns(words: Vocabulary) -> Vocabulary:
    """Returns the vocabulary of a `where` in the rule that has these words."""
    texts, days = ("channel", "note", "event_name", "event_id"), ("due_on", "occurred_on")
    return Vocabulary(
        ("amount", "quantity", "score", "b__amount"),
        texts,
        ("is_gift",),
        days,
        ("occurred_at", "loaded_at"),
        words.today,
        words.near,
        words.hours,
        in_where=True,
    )
