"""Lists of customers that people bring: files of the folder lists/, and customers added or removed by hand.

Knows: how such a file is read, what of it is taken, and where the warehouse keeps it.
May ask: `project`, `warehouse`.
Must never know: rules, dbt and releases.
"""
