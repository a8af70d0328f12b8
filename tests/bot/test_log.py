"""What is logged, and what never is."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot.log import _Line, set_up

TOKEN = "7123456789:AAExampleExampleExampleExample_12345"
SECRET = 'mật-khẩu "rất" dài\\dài'


def line(message: str, *arguments: object, fault: BaseException | None = None, **extra: object) -> dict[str, object]:
    record = logging.LogRecord("trolyso", logging.INFO, "x.py", 1, message, arguments, None)
    record.__dict__.update(extra)
    if fault is not None:
        try:
            raise fault
        except type(fault):
            record.exc_info = sys.exc_info()
    written = _Line([TOKEN, SECRET, ""]).format(record)
    assert TOKEN not in written
    read: dict[str, object] = json.loads(written)
    return read


def test_a_line_is_json_with_its_extras() -> None:
    written = line("sent %s", "x", action="sent", row=7)
    written.pop("at")

    assert written == {"level": "INFO", "log": "trolyso", "message": "sent x", "action": "sent", "row": 7}


def test_a_bare_code_is_masked_when_it_is_put_into_a_message() -> None:
    assert line("heard %s in row %d", "409544", 409544)["message"] == "heard ••• in row 409544"


@pytest.mark.parametrize("secret", [TOKEN, SECRET])
def test_a_secret_is_masked_in_messages_extras_and_tracebacks(secret: str) -> None:
    written = line(
        f"POST /bot{secret}/x", fault=ValueError(f"bad {secret}"), url=f"a {secret} b", deep={"inner": [secret]}
    )

    assert secret not in "".join(map(str, (written["message"], written["url"], written["fault"])))
    assert secret not in str(written["deep"]) and "dài" not in str(written["deep"])
    assert "•••" in str(written["fault"])


def test_a_token_that_nobody_told_us_of_is_masked_by_its_looks() -> None:
    other = "987654321:BBOtherOtherOtherOtherOther_-98765"

    assert other not in str(line(f"GET /bot{other}/getMe"))
    assert other not in str(line("x", reason=other))


def test_short_secrets_do_not_eat_ordinary_words() -> None:
    record = logging.LogRecord("trolyso", logging.INFO, "x.py", 1, "a banana", (), None)

    assert json.loads(_Line(["a", "ban"]).format(record))["message"] == "a banana"


def test_after_set_up_libraries_that_log_addresses_are_quiet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    level = root.level
    try:
        set_up("INFO", [SECRET])
        logging.getLogger("httpx").info("GET whole address")
        logging.getLogger("trolyso").info("ready")
    finally:
        root.setLevel(level)

    assert [json.loads(row)["message"] for row in capsys.readouterr().err.splitlines()] == ["ready"]
