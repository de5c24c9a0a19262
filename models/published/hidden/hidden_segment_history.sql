{{ config(schema='hidden', alias='segment_history') }}
{{ published_history('private') }}
