"""The report: one page of all that readers may know of the segments, which needs neither server nor network.

It reads what is published and asks nobody else; it never knows models, rules' needs or how a release is made.
"""
