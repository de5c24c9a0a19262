{{ config(schema='hidden', alias='segment_associations') }}
{{ published_associations('private') }}
