{{ published_members('public') }}
