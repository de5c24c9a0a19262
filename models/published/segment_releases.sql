{{ published_releases('public') }}
