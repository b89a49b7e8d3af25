"""A standalone Spark cluster on this machine: one master, its workers and one driver.

The driver is Spark's thrift server, which serves Spark Connect as well. The programs are those of
the package pyspark in `.venv/spark`. They listen on 127.0.0.1 alone. Tables exist for as long as
the driver runs; their Parquet files stay.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from steps.reporting import StepFailed
from steps.spark import histories

ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv" / "spark"
DBT = ENVIRONMENT / "bin" / "dbt"
START_SECONDS = 300
# Where dbt connects: the thrift server's host and port, or the URL of Spark Connect, sc://host:port.
HOST, PORT, REMOTE = "SPARK_HOST", "SPARK_PORT", "SPARK_REMOTE"
TABLES = "SEND_SPARK_TABLES"
WORKERS = 2
# Each worker has one core. An executor needs about 400 MB more than its heap.
WORKER_MEMORY, EXECUTOR_MEMORY, DRIVER_MEMORY = "2g", "1500m", "3g"
_CLASSES = {
    "master": "org.apache.spark.deploy.master.Master",
    "worker": "org.apache.spark.deploy.worker.Worker",
    "driver": "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
}
_SETTINGS = {
    # Neither the machine's time zone nor a number of partitions for big data.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.shuffle.partitions": str(WORKERS),
    "spark.default.parallelism": str(WORKERS),
    # Files of one dataset can have columns that earlier files lack.
    "spark.sql.parquet.mergeSchema": "true",
    # Histories: a partition is overwritten and the others stay; la_code = 990 is a text.
    "spark.sql.sources.partitionOverwriteMode": "dynamic",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # All connections share one catalogue, and those of the thrift server one session.
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.hive.thriftServer.singleSession": "true",
    "spark.ui.enabled": "false",
    # Hundreds of small queries: to compile each costs more than it saves.
    "spark.sql.codegen.wholeStage": "false",
}


@dataclass(frozen=True)
class Cluster:
    """A running cluster: the variables by which dbt connects (HOST and PORT, or REMOTE), the folder
    of the tables, the process ids by name."""

    connection: dict[str, str]
    tables: Path
    pids: dict[str, int]


def missing() -> str | None:
    """What this machine lacks to run Spark, as a sentence with what to do; None where nothing."""
    if shutil.which("java") is None:
        return "Spark needs Java 17 or later: install it (Debian: openjdk-17-jre-headless)."
    return dbt_missing()


def dbt_missing() -> str | None:
    """What this machine lacks to run dbt on any Spark cluster; None where nothing."""
    if DBT.exists():
        return None
    return f"Spark and its dbt are not installed in {ENVIRONMENT}: run `make spark`."


@contextmanager
def of_environment(home: Path) -> Iterator[Cluster]:
    """The cluster that the environment names, or one on this machine where it names none.

    SPARK_HOST and SPARK_PORT are its thrift server, or SPARK_REMOTE is its Spark Connect server.
    SEND_SPARK_TABLES is the folder in which it keeps its tables (spark.sql.warehouse.dir), as this
    machine reads it. Raises StepFailed where they are not complete, and as `running` does.
    """
    given = {name: os.environ.get(name, "") for name in (HOST, PORT, REMOTE, TABLES)}
    if not any(given.values()):
        with running(home / "spark") as own:
            yield own
        return
    connection = [REMOTE] if given[REMOTE] else [HOST, PORT]
    if lacking := [name for name in (*connection, TABLES) if not given[name]]:
        raise StepFailed(
            f"{', '.join(lacking)} of the Spark cluster is not set. Set {HOST}, {PORT} and "
            f"{TABLES}, or {REMOTE} and {TABLES}, or none of them for a cluster on this machine "
            "(docs/scale.md)."
        )
    if given[REMOTE] and (given[HOST] or given[PORT]):
        raise StepFailed(f"{REMOTE} is set, and so is {HOST} or {PORT}. Set one of the two ways.")
    if given[REMOTE] and not given[REMOTE].startswith("sc://"):
        raise StepFailed(f"{REMOTE}: expected sc://<host>:<port>, found {given[REMOTE]!r}.")
    if not given[REMOTE] and not given[PORT].isdecimal():
        raise StepFailed(f"{PORT}: expected a number such as 10000, found {given[PORT]!r}.")
    (home / "spark").mkdir(exist_ok=True)
    yield Cluster({name: given[name] for name in connection}, Path(given[TABLES]), {})


@contextmanager
def running(folder: Path, by_connect: bool = False) -> Iterator[Cluster]:
    """Run a cluster that keeps its tables and logs in a folder; end it afterwards. Of what is in
    the folder, only histories stay. dbt connects by the thrift server, or by Spark Connect.

    Raises StepFailed where Java or Spark is missing, and where a process ends or does not answer
    within START_SECONDS.
    """
    if lack := missing():
        raise StepFailed(lack)
    histories.clear(folder)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    master_port, thrift_port, connect_port = _free_port(), _free_port(), _free_port()
    master = f"spark://127.0.0.1:{master_port}"
    thrift = {HOST: "127.0.0.1", PORT: str(thrift_port)}
    connect = {REMOTE: f"sc://127.0.0.1:{connect_port}"}
    try:
        _start(processes, folder, "master", *_class("master", master_port))
        _wait(processes, folder, "master", master_port)
        for number in range(1, WORKERS + 1):
            name = f"worker{number}"
            options = ["--cores", "1", "--memory", WORKER_MEMORY, "--work-dir", str(folder / name)]
            _start(processes, folder, name, *_class("worker", 0), *options, master)
        _start(processes, folder, "driver", *_driver(folder, master, thrift_port, connect_port))
        _wait(processes, folder, "driver", thrift_port)
        _wait(processes, folder, "driver", connect_port)
        pids = {name: process.pid for name, process in processes.items()}
        yield Cluster(connect if by_connect else thrift, folder / "tables", pids)
    finally:
        for process in reversed(processes.values()):
            process.terminate()
        for process in processes.values():
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _class(name: str, port: int) -> list[str]:
    """The command of a daemon; with port 0 it takes any free one."""
    own = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    return ["spark-class", _CLASSES[name], *own]


def _driver(folder: Path, master: str, thrift_port: int, connect_port: int) -> list[str]:
    """The command of the driver, which answers Hive's protocol and that of Spark Connect."""
    own = {
        **_SETTINGS,
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(connect_port),
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.driver.extraJavaOptions": (
            f"-Duser.timezone=UTC -XX:+UseParallelGC -Dderby.system.home={folder}"
        ),
        "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
    }
    memory = ["--driver-memory", DRIVER_MEMORY, "--executor-memory", EXECUTOR_MEMORY]
    hive = {
        "hive.server2.thrift.port": str(thrift_port),
        "hive.server2.thrift.bind.host": "127.0.0.1",
        "hive.exec.scratchdir": str(folder / "scratch"),
        # Where a connection is closed, Hive opens a metastore that nothing uses, which fails. Its
        # ten retries took 21 s for each model of dbt.
        "hive.hmshandler.retry.attempts": "0",
    }
    return [
        *("spark-submit", "--class", _CLASSES["driver"], "--master", master, *memory),
        *(part for name, value in own.items() for part in ("--conf", f"{name}={value}")),
        *(part for name, value in hive.items() for part in ("--hiveconf", f"{name}={value}")),
        "spark-internal",
    ]


def _start(
    processes: dict[str, subprocess.Popen[bytes]], folder: Path, name: str, *command: str
) -> None:
    program, *arguments = command
    home = next(ENVIRONMENT.glob("lib/python3.*/site-packages/pyspark"))
    with (folder / f"{name}.log").open("wb") as log:
        processes[name] = subprocess.Popen(
            [str(home / "bin" / program), *arguments],
            cwd=folder,
            env=_environment(folder, home),
            stdout=log,
            stderr=log,
        )


def _environment(folder: Path, home: Path) -> dict[str, str]:
    """What Spark gets of the environment: not the key of the pseudonyms, nor any other secret."""
    passed_on = ("PATH", "LANG", "JAVA_HOME")
    return {
        **{name: os.environ[name] for name in passed_on if name in os.environ},
        "HOME": str(folder),
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "PYSPARK_PYTHON": str(ENVIRONMENT / "bin" / "python"),
    }


def _wait(
    processes: dict[str, subprocess.Popen[bytes]], folder: Path, name: str, port: int
) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if ended := [each for each, process in processes.items() if process.poll() is not None]:
            raise StepFailed(_why(folder, ended, "ended while the cluster started"))
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise StepFailed(_why(folder, [name], f"did not answer within {START_SECONDS} s"))


def _why(folder: Path, names: Sequence[str], what: str) -> str:
    last = (folder / f"{names[0]}.log").read_text("utf-8", "replace").strip().splitlines()[-3:]
    return f"Spark's {names[0]} {what}. Its last lines: {' | '.join(last)}. Logs: {folder}/*.log"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
