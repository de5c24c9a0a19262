"""The project's paths, its notion of time, and its errors.

Knows: paths, layers, variables, clocks, progress, errors and the figures that people read.
May ask: nobody.
Must never know: dbt, Dagster, a warehouse or a segment.
"""
