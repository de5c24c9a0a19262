"""The same segments by other means, each checked for equal members before its time counts."""
