"""Keys, passwords and inner hosts: found by their form alone."""

import pytest

from detectors.secret_keys import keys


def found(text):
    return [text[p.start : p.end] for p in keys(text)]


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAZ3MSJV4WXDEMOKEY",
        "sk-Abc123def456ghi789",
        "eyJhbGciOiJI.eyJ1aWQi.s3cr3tSig",
        "db_password=Kx92!mQ7",
        'secret_key: "b7Yt0qLm"',
        "口令为Gz@2019root",
        "mysql://root:pw@db.example/member",
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQ==\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMHcCAQ==",
        "git.dev.lan/iot",
    ],
    ids=range(10),
)
@pytest.mark.parametrize("carrier", ["{}", "日志中有{}，未加密", "（{}）"], ids=range(3))
def test_a_key_is_found_whole_between_chinese_characters(secret, carrier):
    """No word boundary is needed, and the key is covered to its last character."""
    text = carrier.format(secret).replace("（", "(").replace("）", ")").replace("，", ",")
    assert any(secret in words for words in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "密码:未设置",
        "密钥管理不规范",
        "未对私钥采取保护措施",
        "网址www.example.com",
        "版本10.2.3.4",
    ],
    ids=range(5),
)
def test_words_without_a_key_are_none(text):
    """A violation that speaks of keys gives none away."""
    assert not found(text)


def test_an_inner_address_needs_words_of_architecture():
    """A private address counts beside a server, a port, a deployment."""
    assert found("部署于服务器10.20.30.40") == ["10.20.30.40"]
    assert not found("登录地10.20.30.40")
    assert not found("服务器219.136.24.8")
