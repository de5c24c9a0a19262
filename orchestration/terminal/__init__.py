"""Output for a person at a terminal.

Knows: streams, colors, widths, and control characters of terminals.
May ask: `project`.
Must never know: where the output comes from.
"""
