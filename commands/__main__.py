"""`python -m commands` is `send`, for a checkout in which the project is not installed."""

from commands.main import app

app(prog_name="send")
