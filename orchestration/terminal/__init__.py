"""What a person sees at a terminal.

Knows: streams, colours, widths, and what a terminal would obey.
May ask: `project`.
Must never know: where what it prints comes from.
"""
