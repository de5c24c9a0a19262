{{ config(schema='hidden', alias='segment_audits') }}
{{ published_audits('private') }}
