"""The rules as people wrote them: read from dbt's manifest, checked, and taken apart to be explained."""
