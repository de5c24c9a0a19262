"""The beginning of segments in a dbt project of the user's own: `segments init`.

Knows: the user's profile and packages, what columns of an input will be, and which first segments fit events.
May ask: `host`, `project`, `warehouse`.
Must never know: how segments are evaluated and published.
"""
