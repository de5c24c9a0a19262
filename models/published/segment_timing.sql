{{ published_timing('public') }}
