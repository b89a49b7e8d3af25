"""The base class of the errors whose message a command prints as it is."""


class PublishError(Exception):
    """The request can't be met; the message gives the reason and what to do."""
