{{ config(schema='hidden', alias='segment_goals') }}
{{ published_goals('private') }}
