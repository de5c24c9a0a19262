"""Dagster's page answers its own page and programs on this machine, and no other page."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import BuiltProject, copy_built
from served import LAUNCH, REPOSITORY, Served
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.slow

JSON = {"Content-Type": "application/json"}
LAUNCHED = {"of": {"selector": {**REPOSITORY, "jobName": "refresh"}, "runConfigData": "{}"}}
MUTATION = json.dumps({"query": LAUNCH, "variables": LAUNCHED})
QUERY = json.dumps({"query": "{ version }"})
WIPE = "/graphql?query=mutation%7BwipeAssets(assetPartitionRanges%3A%5B%5D)%7B__typename%7D%7D"


@pytest.fixture(scope="module")
def project(built_shop, tmp_path_factory) -> BuiltProject:
    """A shop of its own, because Dagster stores in its folder which automation is stopped."""
    return copy_built(built_shop, tmp_path_factory.mktemp("guarded") / "project")


@pytest.fixture(scope="module")
def page(project) -> Iterator[Served]:
    """A page that may change everything."""
    served = Served(project)
    served.stop("refresh_when_due", "new_events", "weekly_check", "failed_runs", "after_backfill")
    served.stop("follow_ups")
    served.settle()
    yield served
    served.kill()


@pytest.fixture(scope="module")
def shown(project) -> Iterator[Served]:
    """A read-only page with a further host name."""
    served = Served(project, "--read-only", "--allow-host", "Segments.Example.com")
    yield served
    served.kill()


def _answer(page: Served, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": f"127.0.0.1:{page.port}", **named}.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body or "")))
    connection.endheaders((body or "").encode())
    response = connection.getresponse()
    return response.status, response.read().decode()


HOSTILE: dict[str, tuple[int, str, str, str | None, dict[str, str]]] = {
    "a form of another page": (403, "POST", "/graphql", MUTATION, {**JSON, "Origin": "https://evil.example"}),
    "a page of another port": (403, "POST", "/graphql", MUTATION, {**JSON, "Origin": "http://127.0.0.1:1"}),
    "a page in a sandbox": (403, "POST", "/graphql", MUTATION, {**JSON, "Origin": "null"}),
    "a name that leads here": (421, "POST", "/graphql", MUTATION, {**JSON, "Host": "evil.example"}),
    "a name that begins so": (421, "POST", "/graphql", MUTATION, {**JSON, "Host": "127.0.0.1.evil.example"}),
    "no name at all": (421, "POST", "/graphql", MUTATION, {**JSON, "Host": ""}),
    "a reader of the page by a foreign name": (421, "GET", "/runs", None, {"Host": "evil.example:3000"}),
    "an address with a mutation": (405, "GET", WIPE, None, {}),
    "an address with a query": (405, "GET", "/graphql?query=%7Bversion%7D", None, {}),
    "a mutation in the address of a form": (415, "POST", WIPE, "", {"Content-Type": "text/plain"}),
    "a picture's address": (403, "GET", "/download_debug/1", None, {"Sec-Fetch-Site": "cross-site"}),
    "an upload": (405, "PUT", "/graphql", MUTATION, JSON),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_another_page_sends_is_refused(page, name):
    """A GET with a foreign host and origin launched a refresh as of March, and published it."""
    status, method, path, body, headers = HOSTILE[name]
    before = len(page.runs())
    assert _answer(page, method, path, body, **headers)[0] == status
    assert len(page.runs()) == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://127.0.0.1:PORT", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://LOCALHOST:PORT", "Host": "localhost:PORT"},
    ],
)
def test_the_page_itself_and_a_program_are_answered(page, headers):
    mine = {name: value.replace("PORT", str(page.port)) for name, value in headers.items()}
    status, body = _answer(page, "POST", "/graphql", QUERY, **JSON, **mine)
    assert status == 200 and "version" in json.loads(body)["data"]


def test_a_link_from_elsewhere_opens_the_page_but_not_in_a_frame(page):
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=60)
    connection.request("GET", "/runs", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    response = connection.getresponse()
    assert response.status == 200
    assert response.getheader("X-Frame-Options") == "SAMEORIGIN"


def _subscribe(page: Served, **headers: Any) -> dict[str, Any]:
    address = f"ws://127.0.0.1:{page.port}/graphql"
    with connect(address, subprotocols=["graphql-ws"], additional_headers=headers) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        return json.loads(socket.recv(timeout=60))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_web_socket_of_another_page_is_refused(page, origin):
    with pytest.raises(InvalidStatus, match="403"):
        _subscribe(page, Origin=origin)


def test_a_web_socket_of_the_page_is_accepted(page):
    assert _subscribe(page, Origin=f"http://127.0.0.1:{page.port}") == {"type": "connection_ack"}


def test_nothing_but_the_page_listens_on_the_network(page):
    assert page.listening() == {page.port}


def test_on_the_page_that_only_shows_nothing_can_be_launched(shown):
    before = len(shown.runs())
    status, body = _answer(shown, "POST", "/graphql", MUTATION, **JSON)
    assert status == 200 and json.loads(body)["data"]["launchRun"]["__typename"] == "UnauthorizedError"
    status, body = _answer(shown, "POST", "/report_asset_materialization/audit/verdicts", "{}", **JSON)
    assert status == 401
    assert len(shown.runs()) == before


def test_behind_a_login_it_is_asked_for_by_the_name_that_was_allowed(shown):
    proxied = {"Host": "segments.example.com", "Origin": "https://segments.example.com"}
    assert _answer(shown, "POST", "/graphql", QUERY, **JSON, **proxied)[0] == 200
    proxied["Origin"] = "https://other.example.com"
    assert _answer(shown, "POST", "/graphql", QUERY, **JSON, **proxied)[0] == 403


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--host", "0.0.0.0"), "set the host names or addresses of the page with --allow-host."),
        (("--allow-host", "https://a.example"), "--allow-host: 'https://a.example' is not a name of a host"),
        (("--allow-host", "*"), "--allow-host: '*' is not a name of a host"),
    ],
)
def test_it_listens_to_other_machines_only_by_names_that_are_said(built_shop, arguments, sentence):
    done = built_shop.segments("serve", *arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
