{{ published_metrics('public') }}
