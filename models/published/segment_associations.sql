{{ published_associations('public') }}
