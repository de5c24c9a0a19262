"""The report: one page of all that readers may know of the segments, which needs neither server nor network.

Knows: what is published, charts and one page.
May ask: `project`, `publication`, `warehouse`.
Must never know: what readers may not see, models, rules, and how a release is made.
"""
