{{ published_migrations('public') }}
