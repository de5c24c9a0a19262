"""What a campaign brought: those who were in it against those who weren't.

Knows: recipients, control arms, outcomes and their intervals.
May ask: `project`, `rules`, `warehouse`.
Must never know: how a segment is evaluated or published, and Dagster.
"""
