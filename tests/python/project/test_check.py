"""`segments check` finds every mistake at once. A refresh refuses them before it publishes anything."""

import json

import pytest
from small_shop import write_segment

MISTAKES = {
    "a": ("{{ count_of('order') }}", "the rule is not boolean: count of order is neither true nor false;"),
    "b": ("coalesce(country, 'NO')", "the rule is not boolean: coalesce(country, 'NO'), a text, is neither"),
    "c": ("lenght(country) = 2", "the rule uses lenght(), which rules can't use; the nearest is length()"),
    "d": (
        "cast(country as decimal(18, 0)) > 2",
        "the rule makes a number of country, a text, which fails on a value that isn't one;",
    ),
    "e": ("{{ did('orders') }}", "did(): unknown event 'orders'; the nearest is 'order'"),
    "f": (
        "{{ did('order', where='amount') }}",
        "did(): where is not boolean: amount, a number, is neither true nor false;",
    ),
    "g": (
        "{{ did('order', where='amount > chanel') }}",
        "did(): where names an unknown column of events 'chanel'",
    ),
    "h": ("{{ decile_of('country') }} = 1", "decile_of(): number is not a number: country, a text"),
    "i": ("kountry = 'SE'", "the rule names an unknown trait 'kountry'; the nearest is 'country'"),
    "j": ("mode(country) = 'SE'", "the rule aggregates over customers (mode(country))"),
    "k": ("{{ in_list('vip') }}", "in_list(): unknown list 'vip'"),
    "l": (
        "{{ in_segment('recent') }} or country < 5",
        "the rule compares country, a text, with 5, a number; write '5'",
    ),
    "m": ("initcap(country) = 'Se'", "the rule uses initcap(), which rules can't use; write lower(x)"),
    "n": ("country is not true", "the rule has country, a text, where is true takes true or false"),
    "o": ("country.x = 2", "the rule names a field (country.x); write whole columns only"),
    "p": (
        "{{ total('order', 'channel') }} > 1",
        "total(): column 'channel' is a text, not a number; distinct_of() counts different values",
    ),
    "q": (
        "{{ did('order') }} {{ did('order', within_days=3) }}",
        "the rule lacks 'and' or 'or' before 'count of order within 3 days'",
    ),
    "r": ("{{ days_since('country') }} > 3", "days_since(): trait 'country' is a text, no date"),
    # Well-formed, but not in the calendar: only the engine can tell.
    "s": ("{{ first_at('order') }} > date '2024-02-30'", "the rule can't be evaluated: "),
}


def sentences(done) -> list[str]:
    assert done.returncode == 1, done.stdout
    return json.loads(done.stdout)["error"]


def test_every_mistake_is_found_at_once(shop):
    for name, (rule, _) in MISTAKES.items():
        write_segment(shop.root, name, rule)
    write_segment(shop.root, "loyal", "{{ did('order', at_least=3) }}", acces="private")
    found = sentences(shop.segments("check", "--json"))
    for name, (_, sentence) in MISTAKES.items():
        mine = [said for said in found if said.startswith(f"models/segments/value/{name}.sql: {sentence}")]
        assert len(mine) == 1, (name, found)
    slip = "models/segments/value/loyal.sql: config: unknown key 'acces'; the nearest is 'access'"
    assert slip in found
    assert len(found) == len(MISTAKES) + 1
    one = sentences(shop.segments("check", "i", "--json"))
    assert one == [said for said in found if said.startswith("models/segments/value/i.sql: ")]


@pytest.mark.parametrize("name", ["a", "g"])
def test_a_refresh_refuses_and_leaves_the_last_release(shop, name):
    """One mistake is visible before anything is built, the other when the shared pass fails on it."""
    rule, sentence = MISTAKES[name]
    write_segment(shop.root, "bad", rule)
    before = shop.rows("select max(release_id), count(*) from ledger.releases")
    found = sentences(shop.segments("refresh", "--json"))
    assert found[0].startswith(f"models/segments/value/bad.sql: {sentence}")
    assert len(found) == 1
    assert shop.rows("select max(release_id), count(*) from ledger.releases") == before


def test_a_number_among_conditions_is_refused_though_the_warehouse_takes_it(shop):
    write_segment(shop.root, "bad", "{{ in_segment('recent') }} and (case when country = 'SE' then 2 end)")
    found = sentences(shop.segments("refresh", "--json"))
    assert found == [
        "models/segments/value/bad.sql: the rule is not boolean: case when country = 'SE' then 2 end,"
        " a number, is neither true nor false; compare it with something"
    ]


def test_files_that_are_no_segments_are_refused(shop):
    folder = shop.root / "models" / "segments"
    (folder / "value" / "plain.sql").write_text("country = 'SE'\n", encoding="utf-8")
    write_segment(shop.root, "Loyal2", "country = 'SE'")
    (folder / "value" / "plain.yml").write_text(
        "models: [{name: plain, config: {access: public}}]", encoding="utf-8"
    )
    lost = folder / "value" / "quiet2.yml"
    text = (folder / "lifecycle" / "quiet.yml").read_text(encoding="utf-8")
    lost.write_text(text.replace("name: quiet", "name: quiet_one"), encoding="utf-8")
    (folder / "value" / "quiet_ones.sql").write_text(
        "{% call segment() %} true {% endcall %}", encoding="utf-8"
    )
    assert sentences(shop.segments("check", "--json")) == [
        "models/segments/value/Loyal2.sql: 'Loyal2' is not a name for a segment; use lower-case"
        " letters, digits"
        " and _, 63 at most",
        "models/segments/value/plain.sql: holds no segment; write {% call segment() %} rule {% endcall %}",
        "models/segments/value/plain.sql: line 1: 'country = 'SE'' is outside the rule; write it"
        " between {% call segment() %} and {% endcall %}",
        "models/segments/value/quiet2.yml: describes 'quiet_one', which has no file;"
        " the nearest is 'quiet_ones'",
    ]


def test_what_predicates_refuse_is_told_of_all_files_at_once(shop):
    """dbt stops at the first one, so ten mistakes took ten runs to report."""
    write_segment(shop.root, "one", "{{ did('order', at_leest=3) }} and {{ sample(200) }}")
    write_segment(shop.root, "two", "{{ total('order', 'amount', within_days=-1) }} > 1")
    write_segment(shop.root, "three", "{{ in_arm('sprung_mailing', 'holdout') }}").with_suffix(
        ".yml"
    ).write_text("- name: three\n", encoding="utf-8")
    assert sorted(sentences(shop.segments("check", "--json"))) == [
        "models/segments/value/one.sql: did(): unknown argument 'at_leest'; the nearest is 'at_least'",
        "models/segments/value/one.sql: sample(): percent=200 is not a share from 0 to 100",
        "models/segments/value/three.sql: in_arm(): unknown experiment 'sprung_mailing';"
        " the nearest is 'spring_mailing'",
        "models/segments/value/three.yml: holds a list where keys such as models: are expected;"
        " write models: above it",
        "models/segments/value/two.sql: total(): within_days=-1 is below 1, the minimum",
    ]


def test_python_in_the_braces_and_secrets_in_yaml_are_refused_on_every_road(shop):
    """One condition of two was silently dropped, and values of the environment were published."""
    write_segment(shop.root, "bad", "{{ did('order') and did('order', at_least=2) }}")
    write_segment(shop.root, "told", "true", meta={"objective": "{{ env_var('HOME') }}"})
    python = (
        "models/segments/value/bad.sql: line 2: {{ did('order') and did('order', at_least=2) }} takes a"
        " predicate for a Python value; write {{ did('order') }} and {{ did('order', at_least=2) }}"
    )
    secret = (
        "models/segments/value/told.sql: config.meta.objective holds Jinja ({{ env_var('HOME') }});"
        " write the text itself"
    )
    for command in ("check", "refresh"):
        assert sentences(shop.segments(command, "--json")) == [python, secret]
    assert sentences(shop.segments("preview", "bad", "--json")) == [python]


def test_what_is_in_order_is_said_to_be(built_shop):
    done = built_shop.segments("check", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (
        0,
        {"checked": 5, "mistakes": [], "warnings": [], "names_unchecked": None, "drafts": []},
    )


def test_a_text_that_never_occurs_is_warned_of(shop):
    """`where="category = 'COFEE'"` matched nobody, and no message said so."""
    rules = {
        "a": "country in ('NO', 'SEE') and lower(country) <> 'se' and coalesce(country, 'none') <> 'none'",
        "b": """{{ did('order', where="channel = 'wep' or 'web' = channel or channel like 'w%'") }}""",
        "c": "{{ smallest('order', 'channel') }} is distinct from 'app' and country ilike 'no'",
        "d": "case country when 'SE' then false when 'SEE' then true end",
        "e": "coalesce(lower(country), 'none') in ('none', 'noo') or nullif(country, '') = 'SE'",
        "f": "'NOO' in (country, 'SE')",
    }
    for name, rule in rules.items():
        write_segment(shop.root, name, rule)
    folder = "models/segments/value"
    said = {
        "a": "the rule compares country with 'SEE', which never occurs; the nearest is 'SE'",
        "b": "did(): where compares channel with 'wep', which never occurs among the events order;"
        " the nearest is 'web'",
        "c": "the rule compares channel with 'app', which never occurs among the events order; valid are web",
        "d": "the rule compares country with 'SEE', which never occurs; the nearest is 'SE'",
        "e": "the rule compares country with 'noo', which never occurs; the nearest is 'NO'",
        "f": "the rule compares country with 'NOO', which never occurs; the nearest is 'NO'",
    }
    warned = [f"{folder}/{name}.sql: {sentence}" for name, sentence in said.items()]
    done = shop.segments("check", "--json")
    assert (done.returncode, json.loads(done.stdout)["warnings"]) == (0, warned)
    found = json.loads(shop.segments("lint", "--json").stdout)["findings"]
    assert [f"{one['file']}: {one['sentence']}" for one in found if one["check"] == "unknown_value"] == warned


@pytest.mark.duckdb
def test_while_a_refresh_writes_the_files_are_checked_and_the_rest_is_said(shop):
    with shop.connected(read_only=False):
        done = shop.segments("check")
    assert done.returncode == 0, done.stderr
    assert "5 segments checked, no mistake found." in done.stdout
    assert "traits and lists weren't checked: Another process has warehouse/warehouse.duckdb" in done.stdout
