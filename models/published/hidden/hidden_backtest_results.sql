{{ config(schema='hidden', alias='backtest_results') }}
{{ published_backtests('private') }}
