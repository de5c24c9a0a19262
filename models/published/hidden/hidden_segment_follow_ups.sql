{{ config(schema='hidden', alias='segment_follow_ups') }}
{{ published_follow_ups('private') }}
