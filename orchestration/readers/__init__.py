"""The files that readers open after a release.

Knows: the reader file, Parquet and the page.
May ask: `project`, `report`, `warehouse`.
Must never know: how a release came about.
"""
