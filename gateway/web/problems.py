"""Errors as problem documents (RFC 9457). What a caller sent never comes back in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, ClassVar

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from gateway.errors import GatewayError, Unauthenticated, UsageError
from gateway.web.sent import KNOWN_NAMES
from policies.standards.spec import Problem

MEDIA_TYPE = "application/problem+json"
_URN = "urn:gongshi:problem:"

_TITLES = {
    400: "请求有误",
    401: "未认证",
    403: "无权办理",
    404: "没有找到",
    405: "方法不受支持",
    409: "与已有内容冲突",
    413: "请求过大",
    415: "内容类型不受支持",
    422: "内容不符合要求",
    429: "同时办理的请求过多",
    500: "内部错误",
    503: "暂不可用",
}

_RULES = {
    "missing": "缺少此项",
    "extra_forbidden": "含有接口文档中没有的项",
    "string_type": "应为文本",
    "string_unicode": "含有无法编码的字符",
    "string_too_short": "过短",
    "string_too_long": "过长",
    "too_short": "项数过少",
    "too_long": "项数过多",
    "literal_error": "不在允许的取值之内",
    "enum": "不在允许的取值之内",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "greater_than_equal": "过小",
    "less_than_equal": "过大",
}


class Malformed(UsageError):
    """A body or a header that cannot be read at all."""

    code = "malformed"


class TooLarge(GatewayError):
    """A body over the limit."""

    code = "too-large"
    status = 413


class WrongMediaType(GatewayError):
    """A body that is not plain JSON."""

    code = "wrong-media-type"
    status = 415


class TooMany(GatewayError):
    """More requests of one account at the same time than are worked on."""

    code = "too-many"
    status = 429


class Unacceptable(GatewayError):
    """Content that breaks a rule: each breach by field, code and message, never by value."""

    code = "unacceptable"
    status = 422

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class NotReady(GatewayError):
    """The gateway cannot work now; ``parts`` names what is missing."""

    code = "not-ready"
    status = 503

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__("尚不能办理")
        self.parts = tuple(parts)


class _Unexpected(GatewayError):
    """Anything that nobody foresaw. Its text stays inside; the incident id leads to the log."""

    code: ClassVar[str] = "internal"

    def __init__(self, incident: str) -> None:
        super().__init__("内部错误，内容未放行；请将事件编号告知运行维护人员")
        self.incident = incident


def document(error: GatewayError) -> dict[str, Any]:
    """The problem document of an error: the one place where errors become answers."""
    shown: dict[str, Any] = {
        "type": f"{_URN}{error.code}",
        "title": _title(error.status),
        "status": error.status,
        "detail": error.message,
    }
    if isinstance(error, Unacceptable):
        shown["problems"] = [asdict(problem) for problem in error.problems]
    if isinstance(error, NotReady):
        shown["not_ready"] = list(error.parts)
    if isinstance(error, _Unexpected):
        shown["incident"] = error.incident
    return shown


def _title(status: int) -> str:
    return _TITLES.get(status) or HTTPStatus(status).phrase


def answer(error: GatewayError) -> Response:
    """The response that carries the problem document of an error."""
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, Unauthenticated) else None
    return _response(document(error), headers)


def _response(shown: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(shown), shown["status"], headers, MEDIA_TYPE)


def unexpected(incident: str) -> Response:
    """The response to an error without a name."""
    return answer(_Unexpected(incident))


async def of_gateway(_: Request, error: Exception) -> Response:
    """Handler of `GatewayError`."""
    if not isinstance(error, GatewayError):
        raise TypeError("registered for another error") from None
    return answer(error)


async def of_validation(_: Request, error: Exception) -> Response:
    """Handler of FastAPI's `RequestValidationError`: location and rule, not the input."""
    if not isinstance(error, RequestValidationError):
        raise TypeError("registered for another error") from None
    problems = tuple(dict.fromkeys(_problem(fault) for fault in error.errors()))
    return answer(Unacceptable("请求不符合接口文档", problems))


def _problem(fault: Mapping[str, Any]) -> Problem:
    rule = str(fault["type"])
    return Problem(_place(fault["loc"]), rule.upper(), _RULES.get(rule, "不符合接口文档"))


def _place(location: Sequence[str | int]) -> str:
    """The location without names that the caller chose: keys of ``fields``, unknown keys."""
    return ".".join(str(part) for part in location if isinstance(part, int) or part in KNOWN_NAMES)


async def of_http(_: Request, error: Exception) -> Response:
    """Handler of the framework's own refusals (404, 405): their status, not their words."""
    if not isinstance(error, HTTPException):
        raise TypeError("registered for another error") from None
    title = _title(error.status_code)
    shown = {
        "type": "about:blank",
        "title": title,
        "status": error.status_code,
        "detail": title,
    }
    return _response(shown, error.headers)
