"""Where everything of the project is, what time it is, and how the project speaks when it stops.

Knows: paths, layers, variables, clocks, progress, errors and the figures that people read.
May ask: nobody.
Must never know: dbt, Dagster, a warehouse or a segment.
"""
