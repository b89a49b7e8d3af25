"""Files in Azure Blob Storage. The first folder of a path is the container."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from airflow.providers.microsoft.azure.hooks.wasb import WasbHook
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)

from dags.connections.messages import place
from ingest.collect.source import NotCollected, RemoteFile, Unreachable


@contextmanager
def connected(connection: Any) -> Iterator["BlobFiles"]:
    """Use the storage account of a connection of type wasb."""
    where = place(connection)
    try:
        client = WasbHook(wasb_conn_id=connection.conn_id).get_conn()
    except Exception as error:
        raise NotCollected(
            f"{where}: the connection can't be used ({type(error).__name__}). Correct its account, "
            "key or token."
        ) from None
    with client:
        yield BlobFiles(where, client)


class BlobFiles:
    """The blobs of one storage account."""

    def __init__(self, where: str, client: Any) -> None:
        self.where = where
        self.client = client

    def files(self, folder: str) -> list[RemoteFile]:
        container, _, inside = folder.strip("/").partition("/")
        prefix = f"{inside}/" if inside else ""
        with self._explained(f"the folder {folder}"):
            found = list(
                self.client.get_container_client(container).walk_blobs(prefix, delimiter="/")
            )
        return [
            _file(f"{folder}/{each.name.removeprefix(prefix)}", each)
            for each in found
            if not each.name.endswith("/")
        ]

    def state(self, path: str) -> RemoteFile | None:
        with self._explained(path):
            try:
                return _file(path, self._blob(path).get_blob_properties())
            except ResourceNotFoundError:
                return None

    def read(self, file: RemoteFile, start: int) -> Iterator[bytes]:
        if start >= file.size:
            return
        with self._explained(file.path):
            yield from self._blob(file.path).download_blob(offset=start).chunks()

    def delete(self, path: str) -> None:
        with self._explained(path, "delete"):
            self._blob(path).delete_blob()

    def move(self, path: str, target: str) -> None:
        """Copy within the account, then delete; the copy is complete before the original goes."""
        with self._explained(f"{path} to {target}", "move"):
            copy = self._blob(target)
            if copy.start_copy_from_url(self._blob(path).url)["copy_status"] != "success":
                copy.abort_copy(copy.get_blob_properties().copy.id)
                raise NotCollected(
                    f"{self.where}: {path} can't be copied at once. Delete it instead."
                )
            self._blob(path).delete_blob()

    def _blob(self, path: str) -> Any:
        container, _, name = path.strip("/").partition("/")
        return self.client.get_blob_client(container, name)

    @contextmanager
    def _explained(self, what: str, do: str = "read") -> Iterator[None]:
        """Say what could not be done. Azure's own text is not shown: it can hold a signed URL."""
        try:
            yield
        except ResourceNotFoundError:
            raise NotCollected(
                f"{self.where}: {what} is not there. Expected <container>/<folder>/<name>: correct "
                "`files` in settings/collect."
            ) from None
        except ClientAuthenticationError:
            raise NotCollected(
                f"{self.where}: the account refuses the login. Correct the connection's key or "
                "token; it may have expired."
            ) from None
        except HttpResponseError as error:
            raise NotCollected(
                f"{self.where}: the account does not {do} {what} (HTTP {error.status_code}). Ask "
                "whoever runs it for the right."
            ) from None
        except AzureError as error:
            raise Unreachable(
                f"{self.where}: no connection ({type(error).__name__}). It is tried again; if it "
                "stays so, ask the network team."
            ) from None


def _file(path: str, blob: Any) -> RemoteFile:
    md5 = blob.content_settings.content_md5
    return RemoteFile(
        path,
        blob.size,
        blob.last_modified.timestamp(),
        str(blob.etag).strip('"'),
        bytes(md5).hex() if md5 else None,
    )
