"""The dbt project of the user's own in which the project of segments stands, as its folder `segments`.

Knows: where the two lie, the package that the user's dbt sees, and which relation a `ref` there names.
May ask: `project`.
Must never know: a warehouse, or what a segment means.
"""
