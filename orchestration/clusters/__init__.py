"""Clusters of customers: groups that are alike by declared numbers, and how far to trust them.

Knows: features as numbers, centers, their stability, which is which later, and conditions.
May ask: `project`, `warehouse`.
Must never know: rules, segments, releases and dbt.
"""
