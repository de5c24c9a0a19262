{{ config(enabled=_scores() is not none) }}
{{ published_score_profiles('public') }}
