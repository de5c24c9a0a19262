{{ published_profiles('public') }}
