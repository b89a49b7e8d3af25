"""What can be wrong with a file or a contract, said to the person on call."""


class FileRejected(Exception):
    """A file that is refused whole. The message names the file, what was found, what was
    expected and what to do; it never holds a value that could identify a child."""


class ContractError(Exception):
    """A contract that cannot be used. The message names the contract file and the key."""
