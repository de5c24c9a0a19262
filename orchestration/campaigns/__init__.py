"""Starts campaigns: records which customers a campaign gets, and in which arm each of them is.

Knows: the tables of recorded arms, and which campaigns compete for a customer.
May ask: `project`, `rules`, `warehouse`.
Must never know: what a campaign brought, and destinations.
"""
