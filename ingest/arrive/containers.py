"""Containers: archives and SEN2 returns in XML. Their members become arrivals of their own: all of
them, or none where anything is wrong with the container."""

import shutil
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingest import control_file, filenames, paths
from ingest.arrive.byte_store import StoredBytes, store
from ingest.control_file import ControlFile
from ingest.display import printable
from ingest.errors import FileRejected
from ingest.formats import other_format, sen2_xml
from settings import bounds
from settings.bounds import Bounds

MAX_MEMBERS = 1000
MAX_NAME_BYTES = 255
ENCRYPTED = 1
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# UnicodeDecodeError: the archive marks a member's name as UTF-8, and it is not
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)


@dataclass(frozen=True)
class Member:
    """A stored member with the path below landing that it gets."""

    path: PurePosixPath
    stored: StoredBytes
    stated: ControlFile | None = None


@dataclass(frozen=True)
class Members:
    """The members of a container, or the `problem` for which it has none."""

    members: tuple[Member, ...] = ()
    problem: str | None = None
    findings: tuple[str, ...] = ()


def of_archive(
    home: Path, path: PurePosixPath, stored: StoredBytes, stated: ControlFile | None
) -> Members:
    """Store the members of a zip. Only their base names are used, so that no member's path leads
    out of the archive's folder."""
    try:
        with zipfile.ZipFile(paths.received_bytes(home, stored.sha256)) as archive:
            members = [each for each in archive.infolist() if not each.filename.endswith("/")]
            if wrong := _out_of_bounds(members, bounds.read(home)):
                return Members(problem=f"landing/{path} is rejected: {wrong}. Send it again.")
            unpacked = {_name(each): _unpack(home, archive, each) for each in members}
    except DAMAGED:
        why = other_format.no_archive(paths.received_bytes(home, stored.sha256))
        return Members(problem=f"landing/{path} {why}; send it again.")
    names = filenames.within(path, unpacked)
    only_one = stated if len(names) == 1 else None
    return Members(
        tuple(
            Member(
                path / name,
                unpacked[member],
                _of_member(only_one, stored) or _inside(home, member, unpacked),
            )
            for member, name in names.items()
        )
    )


def _inside(home: Path, member: str, unpacked: dict[str, StoredBytes]) -> ControlFile | None:
    """The control file that lies beside a member in its archive."""
    places = filenames.beside(Path(member), filenames.CONTROL)
    name = next((each.name for each in places if each.name in unpacked), None)
    if name is None:
        return None
    return control_file.parse(paths.received_bytes(home, unpacked[name].sha256), name)


def _name(member: zipfile.ZipInfo) -> str:
    """The base name of a member. Some tools of Windows write backslashes between folders."""
    return PurePosixPath(member.filename.replace("\\", "/")).name


def _unpack(home: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> StoredBytes:
    with archive.open(member) as stream:
        return store(home, stream)


def _of_member(stated: ControlFile | None, archive: StoredBytes) -> ControlFile | None:
    """The control file for an archive's only dataset. A hash that is the archive's is left out."""
    if stated and (stated.sha256 or "").lower() == archive.sha256:
        return replace(stated, sha256=None)
    return stated


def _out_of_bounds(members: list[zipfile.ZipInfo], bounds: Bounds) -> str | None:
    names = [_name(member) for member in members]
    if not members:
        return "it holds no file"
    if set(names) & other_format.PARTS_OF_WORKBOOKS:
        return "it is a workbook; give it the name .xlsx or .ods"
    if len(members) > MAX_MEMBERS:
        return f"it holds {len(members)} files, at most {MAX_MEMBERS} were expected"
    if sum(member.file_size for member in members) > bounds.max_unpacked_bytes:
        return (
            f"its files are larger than {bounds.max_unpacked_mb:,} MB together (max_unpacked_mb in "
            "settings/bounds.yml)"
        )
    if len(set(names)) < len(names):
        return (
            "two of its files have the same name, so that neither can be identified; give each a "
            "name of its own"
        )
    if any(member.flag_bits & ENCRYPTED for member in members):
        return "it is protected by a password; expected a .zip without"
    if any(member.compress_type not in COMPRESSIONS for member in members):
        return "its compression can't be read; expected a plain .zip (deflated)"
    if not all(_is_a_name(name) for name in names):
        return "a file in it has no name, or one that is too long or has unprintable characters"
    return None


def _is_a_name(name: str) -> bool:
    is_printable = name not in ("", "..") and name == printable(name)
    return is_printable and len(name.encode()) <= MAX_NAME_BYTES


def of_return(
    home: Path,
    path: PurePosixPath,
    return_id: str,
    stored: StoredBytes,
    stated: ControlFile | None,
) -> Members:
    """Store the tables of a SEN2 return in XML as CSV files."""
    name = f"landing/{path}"
    folder = paths.batch_file(home, f"{return_id}.tables")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        kept = paths.received_bytes(home, stored.sha256)
        found = sen2_xml.read(kept, name, path.parts[0], bounds.read(home), folder)
        totals = control_file.totals(stated, {})  # of a return there are none
        if wrong := control_file.differences(stated, stored.sha256, found.persons, totals, {}):
            named = "; ".join(wrong)
            return Members(problem=f"{name} differs from its control file: {named}. Send it again.")
        tables = [_table(home, path, table) for table in found.tables.values()]
    except FileRejected as rejected:
        return Members(problem=str(rejected))
    finally:
        shutil.rmtree(folder)
    return Members(tuple(tables), findings=tuple(found.findings))


def _table(home: Path, path: PurePosixPath, table: Path) -> Member:
    with table.open("rb") as stream:
        return Member(path / table.name, store(home, stream))
