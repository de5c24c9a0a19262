{{ config(schema='hidden', alias='segment_scores', enabled=_scores() is not none) }}
{{ published_scores('private') }}
