{{ published_campaigns('public', of_arms=true) }}
