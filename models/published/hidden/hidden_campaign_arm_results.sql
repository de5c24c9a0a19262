{{ config(schema='hidden', alias='campaign_arm_results') }}
{{ published_campaigns('private', of_arms=true) }}
