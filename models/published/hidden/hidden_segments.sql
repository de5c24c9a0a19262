{{ config(schema='hidden', alias='segments') }}
{{ published_segments('private') }}
