{#-
    The statements that bring a view of PostgreSQL in line with its model. They read the wanted definition from a
    temporary view, so that equal definitions compare equal and lock nothing. Each try waits at most a fifth of a second
    for current readers, so new readers wait behind it no longer than that.
-#}
{%- macro _view_script(view, sql, guards_rows) -%}
create temporary view view_as_asked as (
{{ sql }}
);
do $script$
declare
    asked text := pg_get_viewdef('pg_temp.view_as_asked'::regclass);
    options text[] := {{ "array['security_barrier=true']" if guards_rows else "cast('{}' as text[])" }};
    made text := format('create or replace view %s {{ 'with (security_barrier = true) '
        if guards_rows }}as %s', '{{ view }}', asked);
    standing regclass := to_regclass('{{ view }}');
    until timestamptz := clock_timestamp() + case
        when exists (select 1 from {{ _prefixed('audit') }}.outdated_views) then interval '1 second'
            else interval '6 seconds' end;
    again text[] := '{}';
    statement text;
    reason text;
begin
    delete from {{ _prefixed('audit') }}.outdated_views where view_name = '{{ view.schema }}.{{ view.identifier }}';
    if standing is null then
        execute made;
        return;
    elsif asked = pg_get_viewdef(standing)
        and options = (select coalesce(reloptions, '{}') from pg_class where oid = standing) then
        return;
    end if;
    perform set_config('lock_timeout', '200ms', true);
    loop
        begin
            reason := null;
            execute made;
        exception
            when lock_not_available or deadlock_detected then
                reason := {{ _view_readers() }};
            when invalid_table_definition then
                {#-
                    The view can't get these columns in place. It is created again, with the project's own views over
                    it, unless others have built on it.
                #}
                reason := {{ _views_of_others() }};
        end;
        if reason = '' then
            begin
                {{ _remember_views() }}
                execute format('drop view %s cascade', standing);
                foreach statement in array array[made] || again loop
                    begin
                        execute statement;
                    exception when undefined_column or undefined_table then
                        {#- This view's own model also asks for other columns, and runs after this one. #}
                        if statement = made then raise; end if;
                    end;
                end loop;
                reason := null;
            exception when lock_not_available or deadlock_detected then
                reason := {{ _view_readers() }};
            end;
        end if;
        exit when reason is null or reason like 'its columns%' or clock_timestamp() > until;
        perform pg_sleep(0.5);
    end loop;
    perform set_config('lock_timeout', '0', true);
    if reason is not null then
        insert into {{ _prefixed('audit') }}.outdated_views values ('{{ view.schema }}.{{ view.identifier }}', reason);
    end if;
end $script$;
drop view pg_temp.view_as_asked
{%- endmacro -%}
