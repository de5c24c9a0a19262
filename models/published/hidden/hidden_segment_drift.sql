{{ config(schema='hidden', alias='segment_drift') }}
{{ published_drift('private') }}
