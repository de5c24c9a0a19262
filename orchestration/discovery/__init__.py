"""What models find among customers: who resembles a segment's members.

Knows: traits as numbers, and models that can say why.
May ask: `project`, `warehouse`.
Must never know: rules, releases and dbt.
"""
