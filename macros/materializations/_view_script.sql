{#-
    The statements by which a view of PostgreSQL becomes what its model says. What is asked for is read from a temporary
    view, so that equal definitions are known to be equal, and nothing is locked for them. Each try waits a fifth of a
    second for those who read it, and new readers wait behind it no longer.
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
                    Other columns than it may be given in place: it is made anew, with our own views over it, unless
                    there are others'.
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
                        {#- Its own model asks for other columns as well, and comes after this one. #}
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
