{{ published_customers('public') }}
