"""The base of all errors whose message is complete: cause, expectation and remedy."""


class PublishError(Exception):
    """A request that cannot be met; the message says why and what to do."""
