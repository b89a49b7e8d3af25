"""Errors of a file, a contract or this installation, with messages for the person on call."""


class FileRejected(Exception):
    """A file that is rejected whole. The message names the file, what was found, what was
    expected and what to do; it never holds a value that could identify a child."""


class InternalError(FileRejected):
    """A file that is rejected because of a fault of this installation. It is loaded again every
    night until the fault is corrected; the message states how to correct it."""


class ContractError(Exception):
    """A contract that cannot be used. The message names the contract file and the key."""


class RegisterUnavailable(OSError):
    """The register of arrivals and receipts can't be read or written, so nothing that depends on
    it is loaded. The message states what to do."""


class DiskFailed(OSError):
    """A file of this installation can't be written. The message names the file and what to do."""
