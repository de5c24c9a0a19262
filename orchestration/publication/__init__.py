"""What a release leaves beside the warehouse's own tables, and which relations it needs."""
