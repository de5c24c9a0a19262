{{ config(schema='hidden', alias='segment_migrations') }}
{{ published_migrations('private') }}
