"""What models find among customers: who is like members, what members lack, what tells a cluster.

Knows: traits as numbers, what customers did, and models that can say why.
May ask: `clusters`, `project`, `warehouse`.
Must never know: the files of rules, releases and dbt.
"""
