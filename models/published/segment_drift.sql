{{ published_drift('public') }}
