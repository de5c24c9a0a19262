"""`segments check` finds every mistake at once; a refresh refuses them before it publishes anything."""

import json

import pytest
from small_shop import write_segment
from warehouses import IS_FILE, TEXT

MISTAKES = {
    "a": ("{{ count_of('order') }}", "the rule is not boolean: count of order is neither true nor false;"),
    "b": ("coalesce(country, 'NO')", f"the rule is not boolean: coalesce(country, 'NO') ({TEXT}) is neither"),
    "c": (
        "lenght(country) = 2",
        "the rule can't be evaluated (lenght(country) = 2): "
        + ("Scalar Function with name" if IS_FILE else "function lenght(text) does not exist"),
    ),
    "d": (
        "cast(country as integer) > 2",
        "the rule can't be evaluated (cast(country as int) > 2): "
        + ("Could not" if IS_FILE else "invalid input syntax for type integer"),
    ),
    "e": ("{{ did('orders') }}", "did(): unknown event 'orders'; the nearest is 'order'"),
    "f": (
        "{{ did('order', where='amount') }}",
        f"did(): where is not boolean: amount ({'decimal(18,4)' if IS_FILE else 'numeric'}) is neither",
    ),
    "g": (
        "{{ did('order', where='amount > chanel') }}",
        "did(): where names an unknown column of events 'chanel'",
    ),
    "h": ("{{ decile_of('country') }} = 1", f"decile_of(): number is no number: country ({TEXT})"),
    "i": ("kountry = 'SE'", "the rule names an unknown trait 'kountry'; the nearest is 'country'"),
    "j": ("mode(country) = 'SE'", "the rule reckons over customers (mode(country))"),
    "k": ("{{ in_list('vip') }}", "in_list(): unknown list 'vip'"),
    "l": ("{{ in_segment('recent') }} or country < 5", "the rule can't be evaluated (country < 5): "),
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
    """One is seen before anything is built, the other when the shared pass fails on it."""
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
        "models/segments/value/bad.sql: the rule is not boolean: case when country = 'SE' then 2 end"
        " (integer) is neither true nor false; compare it with something"
    ]


def test_files_that_are_no_segments_are_refused(shop):
    folder = shop.root / "models" / "segments"
    (folder / "value" / "plain.sql").write_text("country = 'SE'\n", encoding="utf-8")
    write_segment(shop.root, "Loyal2", "country = 'SE'")
    lost = folder / "value" / "quiet2.yml"
    text = (folder / "lifecycle" / "quiet.yml").read_text(encoding="utf-8")
    lost.write_text(text.replace("name: quiet", "name: quiet_one"), encoding="utf-8")
    (folder / "value" / "quiet_ones.sql").write_text(
        "{% call segment() %} true {% endcall %}", encoding="utf-8"
    )
    assert sentences(shop.segments("check", "--json")) == [
        "models/segments/value/Loyal2.sql: 'Loyal2' is no name for a segment; use lower-case letters, digits"
        " and _, 63 at most",
        "models/segments/value/plain.sql: holds no segment; write {% call segment() %} rule {% endcall %}",
        "models/segments/value/quiet2.yml: describes 'quiet_one', which has no file;"
        " the nearest is 'quiet_ones'",
    ]


def test_what_is_in_order_is_said_to_be(built_shop):
    done = built_shop.segments("check", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (
        0,
        {"checked": 5, "mistakes": [], "names_unchecked": None},
    )


@pytest.mark.duckdb
def test_while_a_refresh_writes_the_files_are_checked_and_the_rest_is_said(shop):
    with shop.connected(read_only=False):
        done = shop.segments("check")
    assert done.returncode == 0, done.stderr
    assert "5 segments checked, no mistake found." in done.stdout
    assert "traits and lists weren't checked: Another process has warehouse/warehouse.duckdb" in done.stdout
