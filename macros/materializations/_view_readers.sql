{#-
    The sessions that keep a view of PostgreSQL (the variable standing of _view_script) from being changed, as an
    expression.
-#}
{%- macro _view_readers() -%}
coalesce((
    select string_agg(distinct format('session %s of %s reads it', activity.pid, activity.usename), ', ')
    from pg_locks as locks
    inner join pg_stat_activity as activity on locks.pid = activity.pid
    where locks.relation = standing and locks.granted and locks.pid <> pg_backend_pid()
), 'a session read it')
{%- endmacro -%}
