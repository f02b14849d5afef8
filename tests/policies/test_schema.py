"""The published schema is that of the program, and takes every shipped pack."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
import yaml
from jsonschema import Draft202012Validator

from policies import catalog
from policies.schema import schema

VALIDATOR = Draft202012Validator(schema())


class Loader(yaml.SafeLoader):
    """YAML as editors read it: days are text, and so is the word ``on``."""


_TEXT = {"tag:yaml.org,2002:timestamp": "0123456789", "tag:yaml.org,2002:bool": "yYnNoO"}
Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in found if first not in _TEXT.get(tag, "")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text):
    return yaml.load(text, Loader)  # a safe loader


def test_published_schema_is_made_from_the_vocabulary():
    """`gongshi policy schema` and the file beside the packs are one."""
    published = json.loads((files("policies") / "pack.schema.json").read_text("utf-8"))
    assert published == schema()


def test_schema_is_a_schema():
    """Its own rules are kept."""
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("pack_id", catalog.shipped().ids)
def test_shipped_packs_fit(pack_id):
    """An editor marks nothing in a pack that compiles."""
    pack = read(catalog.shipped().source(pack_id).rules)
    assert [error.message[:200] for error in VALIDATOR.iter_errors(pack)] == []


WRONG = [
    ("action: block", "action: hide"),
    ("when: {display: never}", "when: {display: nevr}"),
    ("when: {display: never}", "when: {shown: never}"),
    ("  rule: changed", "  rule: sometimes"),
    ("    lasts: 3 years", "    lasts: 三年"),
    ("id: GD-03-PERMIT", "id: 许可"),
    ("  VIN: {operator: head, keep: 8}", "  VIN: blur"),
    ("entity_rules:", "entity_rule:"),
]


@pytest.mark.parametrize(("right", "wrong"), WRONG, ids=range(len(WRONG)))
def test_typing_errors_are_marked(right, wrong):
    """What the compiler refuses for its words, the editor marks."""
    text = catalog.shipped().source("rs-2018-gd").rules
    assert right in text
    assert list(VALIDATOR.iter_errors(read(text.replace(right, wrong, 1))))
