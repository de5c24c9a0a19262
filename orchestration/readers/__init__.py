"""The files that readers open after a release.

Knows: how the reader file, Parquet and the page are written; `project` knows their names.
May ask: `project`, `report`, `warehouse`.
Must never know: how a release came about.
"""
