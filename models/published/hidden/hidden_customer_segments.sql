{{ config(schema='hidden', alias='customer_segments') }}
{{ published_customers('private') }}
