{{ config(schema='hidden', alias='segment_score_profiles', enabled=_scores() is not none) }}
{{ published_score_profiles('private') }}
