{{ published_history('public') }}
