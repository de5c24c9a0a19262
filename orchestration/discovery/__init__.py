"""What models find among customers: who resembles a segment's members, and by what a cluster is known.

Knows: traits as numbers, and models that can say why.
May ask: `clusters`, `project`, `warehouse`.
Must never know: the files of rules, releases and dbt.
"""
