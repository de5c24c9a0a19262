{{ published_backtests('public') }}
