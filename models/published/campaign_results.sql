{{ published_campaigns('public') }}
