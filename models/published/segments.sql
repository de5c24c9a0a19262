{{ published_segments('public') }}
