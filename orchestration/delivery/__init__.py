"""Sends audiences to destinations: who is in one, what changed since the last delivery, and receipts.

An audience is what a destination may have of a segment: the published members whom it can contact.

Knows: the files in destinations/, receipts, and how each kind of destination is written to.
May ask: `project`, `warehouse`.
Must never know: rules, Dagster and the command.
"""
