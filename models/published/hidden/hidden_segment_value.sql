{{ config(schema='hidden', alias='segment_value') }}
{{ published_value('private') }}
