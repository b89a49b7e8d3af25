"""`send` as the tests call it: in this process, with an environment that ends with the command."""

import os
from collections.abc import Callable
from unittest import mock

import pytest
from typer.testing import CliRunner, Result

from commands.main import app

Send = Callable[..., Result]


@pytest.fixture
def send() -> Send:
    def run(*arguments: str, stdin: str = "") -> Result:
        with mock.patch.dict(os.environ):
            return CliRunner().invoke(app, arguments, input=stdin, prog_name="send")

    return run
