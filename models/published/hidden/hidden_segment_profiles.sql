{{ config(schema='hidden', alias='segment_profiles') }}
{{ published_profiles('private') }}
