{{ config(schema='hidden', alias='segment_releases') }}
{{ published_releases('private') }}
