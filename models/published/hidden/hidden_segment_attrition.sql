{{ config(schema='hidden', alias='segment_attrition') }}
{{ published_attrition('private') }}
