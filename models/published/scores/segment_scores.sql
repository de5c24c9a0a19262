{{ config(enabled=_scores() is not none) }}
{{ published_scores('public') }}
