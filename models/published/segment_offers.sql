{{ published_offers('public') }}
