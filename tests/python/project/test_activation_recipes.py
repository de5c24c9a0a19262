"""The destinations in docs/activation.md: each is right as it stands, and delivers on loopback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from delivery_world import World, customers
from faulty_server import Service
from sftp_server import PASSWORD, sftp_server

from orchestration.delivery.kinds import KINDS

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/activation.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"```yaml\n# destinations/(\w+)\.yml\n(.*?)```", PAGE, re.DOTALL))
EVERYBODY = customers(*range(4))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Four customers who are in each segment that the page names, and agreed to each channel."""
    world = World(tmp_path / "project")
    world.know(EVERYBODY)
    world.run("alter table contacts.contact_points add column first_name varchar")
    world.run("alter table contacts.contact_points add column country varchar")
    world.run("update contacts.contact_points set first_name = 'Ann', country = 'DK'")
    for segment in ("champions", "lapsing"):
        world.publish(segment, EVERYBODY)
    world.publish("do_not_call", EVERYBODY, access="private")
    world.start("summer sale", "champions", mailing=EVERYBODY, holdout=[])
    world.start("win back", "lapsing", mailing=[], holdout=EVERYBODY)
    for channel in ("email", "ads", "mail"):
        world.allow(EVERYBODY, channel)
    return world


def test_the_page_has_ten_recipes_and_one_of_every_kind():
    assert len(RECIPES) >= 10
    assert {yaml.safe_load(recipe)["kind"] for recipe in RECIPES.values()} == set(KINDS)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_delivers(
    world: World, served: tuple[Service, str], name: str, monkeypatch: pytest.MonkeyPatch
):
    service, url = served
    said = yaml.safe_load(RECIPES[name])
    file = world.root / f"destinations/{name}.yml"
    file.write_text(RECIPES[name], encoding="utf-8")
    planned = world.export(is_plan=True)[name]
    assert planned.problems == []
    assert {due.size for due in planned.staged} == {4}
    if said["kind"] == "postgres":
        # tests/python/postgres/test_table_destination.py delivers to a table.
        return
    if said["kind"] == "sftp":
        with sftp_server(world.root.parent / "server") as server:
            (server.folder / "incoming").mkdir()
            monkeypatch.setenv(said["password_env"], PASSWORD)
            ours = {key: server.said()[key] for key in ("host", "port", "host_key", "user")}
            file.write_text(yaml.safe_dump({**said, **ours}), encoding="utf-8")
            delivery = world.export()[name]
            assert (delivery.problems, delivery.sent.confirmed) == ([], 4)
            assert len((server.folder / "incoming/champions.csv").read_text("utf-8").splitlines()) == 5
        return
    # In place of the services that the page names.
    local = {key: url for key in said if key in ("url", "remove_url")}
    local |= {"url": url} if said["kind"] in ("google_customer_match", "meta_custom_audience") else {}
    file.write_text(yaml.safe_dump({**said, **local}), encoding="utf-8")
    for key, variable in said.items():
        if key.endswith("_env"):
            monkeypatch.setenv(variable, url if key == "url_env" else "a-token")
    service.key = said["match"]
    delivery = world.export()[name]
    assert delivery.problems == []
    assert delivery.sent.confirmed == 4 * len(said["segments"])
    if said["kind"] == "file":
        paths = [said["path"].replace("{segment}", segment) for segment in said["segments"]]
        assert [(world.root / path).is_file() for path in paths] == [True] * len(paths)
    else:
        assert service.requests


def test_the_keys_that_the_page_lists_are_those_that_files_may_have():
    table = PAGE.partition("| key | |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"`(\w+)`", table))
    assert {"kind", "segments", "channel", "columns", "match", "limits", *KINDS} <= listed
