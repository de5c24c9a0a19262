{{ config(schema='hidden', alias='segment_offers') }}
{{ published_offers('private') }}
