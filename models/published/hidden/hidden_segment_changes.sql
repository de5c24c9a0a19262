{{ config(schema='hidden', alias='segment_changes') }}
{{ published_changes('private') }}
