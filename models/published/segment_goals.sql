{{ published_goals('public') }}
