"""The same segments by other means. A peer's time counts only if its members are equal."""
