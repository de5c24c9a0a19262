{{ published_overlaps('public') }}
