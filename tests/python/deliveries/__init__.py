"""Deliveries over many releases, with faults and kills: destinations end with the published audience."""
