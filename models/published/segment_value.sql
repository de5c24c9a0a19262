{{ published_value('public') }}
