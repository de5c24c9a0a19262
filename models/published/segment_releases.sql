{{ published_releases() }}
