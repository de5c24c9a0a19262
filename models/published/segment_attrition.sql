{{ published_attrition('public') }}
