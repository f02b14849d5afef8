"""Every example of docs/http.md works, one after another, as it stands there."""

import re
import shlex
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

_PAGE = Path(__file__).parents[3] / "docs" / "http.md"
_EXAMPLE = re.compile(r"^```sh\n(curl .*?)^```$", re.MULTILINE | re.DOTALL)


def _asked(command):
    """A curl command line as method, address, headers and body."""
    words = iter(shlex.split(command.replace("\\\n", " "))[1:])
    headers, body, address = {}, None, None
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(words).encode()
        elif word != "-sS":
            address = urlsplit(word)._replace(scheme="", netloc="").geturl()
    return "GET" if body is None else "POST", address, headers, body


def test_examples_work(web):
    """All answer 200; the case of the second half is the one that the first half opened."""
    known = {name: web.keys[name.lower()] for name in ("PORTAL", "REVIEWER", "AUDITOR")}
    examples = _EXAMPLE.findall(_PAGE.read_text("utf-8"))
    asked = []
    for example in examples:
        method, address, headers, body = _asked(
            Template(example).substitute(known | {"CASE": known.get("CASE", "")})
        )
        given = web.client.request(method, address, headers=headers, content=body)
        assert given.status_code == 200, (address, given.text)
        asked.append(urlsplit(address).path)
        if address == "/v1/reviews":
            (case,) = given.json()["cases"]
            known["CASE"] = case["id"]
    assert len(asked) == len(set(asked)) == len(examples) == 20


def test_page_lists_every_route(web):
    """The table of callers has each route of the document."""
    page = _PAGE.read_text("utf-8").replace("/v1/reviews/{id}", "/v1/reviews/{case_id}")
    page = page.replace("/v1/records/{id}", "/v1/records/{record_id}")
    document = web.client.get("/openapi.json").json()
    for path, verbs in document["paths"].items():
        for verb in verbs:
            assert f"`{verb.upper()} {path}`" in page
