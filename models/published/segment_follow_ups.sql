{{ published_follow_ups('public') }}
