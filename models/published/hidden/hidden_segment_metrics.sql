{{ config(schema='hidden', alias='segment_metrics') }}
{{ published_metrics('private') }}
