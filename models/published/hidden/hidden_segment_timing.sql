{{ config(schema='hidden', alias='segment_timing') }}
{{ published_timing('private') }}
