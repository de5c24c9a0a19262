"""What models find among customers: who resembles a segment's members, and what these lack.

Knows: traits as numbers, what customers did, and models that can say why.
May ask: `project`, `warehouse`.
Must never know: rules, releases and dbt.
"""
