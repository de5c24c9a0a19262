{{ published_changes('public') }}
