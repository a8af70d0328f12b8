"""The Bot API on the wire: parameters in any of its four forms, and answers in their envelope."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.support.telegram.people import Upload
from tests.support.telegram.rules import Refusal, bad


async def parameters(request: web.BaseRequest) -> dict[str, Any]:
    """The parameters, from wherever Telegram allows them: query, form, multipart, JSON."""
    found: dict[str, Any] = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "application/json":
        body = await request.read()
        if body:
            try:
                found |= json.loads(body)
            except (ValueError, TypeError):
                return found
    elif kind == "application/x-www-form-urlencoded":
        found |= parse_qsl((await request.read()).decode(), keep_blank_values=True)
    elif kind == "multipart/form-data":
        for key, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                found[key] = Upload(key, value.filename, value.content_type, value.file.read())
            else:
                found[key] = value
    return found


def nested(given: dict[str, Any], name: str) -> Any:
    """A nested parameter: an object in JSON bodies, a string of JSON in forms."""
    value = given.get(name)
    if isinstance(value, str):
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
    return value


def yes(value: Any) -> bool:
    return value in (True, 1) or str(value).lower() in ("true", "1", "yes")


def ok(result: Any) -> web.Response:
    body = json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()
    return web.Response(body=body, content_type="application/json")


def answer(refusal: Refusal) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    return web.Response(status=refusal.code, body=json.dumps(answer).encode(), content_type="application/json")
