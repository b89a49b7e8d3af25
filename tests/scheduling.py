"""Which tests run on the same worker, where pytest-xdist has several.

xdist's own groups (`--dist loadgroup`) have no effect under pytest 9.2: xdist 3.8 can't mark the id
of a test any more.
"""

from xdist.scheduler import LoadScopeScheduling


class ByFile(LoadScopeScheduling):
    """The tests of a file share a worker, since they share what they built; those of `live` share
    one Airflow, those of `synthetic` one run of the generator. A batch of mutants shares nothing
    and is a group of its own."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder, _, _ = file.rpartition("/")
        if folder in ("tests/live", "tests/synthetic"):
            return folder
        if file == "tests/mutants/test_mutants.py":
            return nodeid
        return file
