"""What can be wrong with a file, a contract or the house, said to the person on call."""


class FileRejected(Exception):
    """A file that is refused whole. The message names the file, what was found, what was
    expected and what to do; it never holds a value that could identify a child."""


class HouseAtFault(FileRejected):
    """A file that is refused though nothing need be wrong with it: it is judged again every night
    until the house is put right. The message says how."""


class ContractError(Exception):
    """A contract that cannot be used. The message names the contract file and the key."""


class RegisterUnavailable(OSError):
    """The register of arrivals and receipts can't be read or written; what is not in it does not
    count. The message says what to do."""
