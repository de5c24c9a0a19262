{{ config(schema='hidden', alias='segment_overlaps') }}
{{ published_overlaps('private') }}
