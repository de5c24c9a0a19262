{{ config(schema='hidden', alias='campaign_results') }}
{{ published_campaigns('private') }}
