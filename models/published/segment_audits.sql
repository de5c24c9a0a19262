{{ published_audits('public') }}
