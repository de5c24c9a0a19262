{{ config(schema='hidden', alias='segment_members') }}
{{ published_members('private') }}
