{#-
    The releases whose clock was set by `latest` and taken back: a later release followed the events to an earlier day,
    because the events of the later day are gone. With each, the first release that took it back (withdrawn_by).
    releases: the relation or a subquery. It is plain Jinja, because a rollback renders it without dbt.
-#}
{%- macro _withdrawn_releases(releases) -%}
select gone.release_id, min(later.release_id) as withdrawn_by
from (
    select
        release_id,
        as_of,
        min(as_of) over (order by release_id desc rows between unbounded preceding and 1 preceding) as followed_to
    from {{ releases }}
    where clock = 'latest'
) as gone
inner join {{ releases }} as later
    on gone.release_id < later.release_id and gone.as_of > later.as_of and later.clock = 'latest'
where gone.as_of > gone.followed_to
group by gone.release_id
{%- endmacro -%}
