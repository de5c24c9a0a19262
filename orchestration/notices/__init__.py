"""Who is told of what happens to a segment, and whether somebody has seen to it.

Knows: notices, their deadlines and escalations, messages, and the ways by which they reach people.
May ask: `project`, `publication`, `rules`, `warehouse`.
Must never know: how a release is made, Dagster, and what readers see.
"""
