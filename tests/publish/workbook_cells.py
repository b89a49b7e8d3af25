"""The cells and parts of a written workbook."""

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook


def cells(file: Path, sheet: str) -> list[list[Any]]:
    """Rows of a sheet as its stored values."""
    read = CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet)
    return read.to_python(skip_empty_area=False)


def by_label(file: Path, sheet: str) -> dict[str, list[Any]]:
    return {row[0]: row[1:] for row in cells(file, sheet)}


def pounds(values: list[Any]) -> list[Decimal]:
    return [Decimal(str(value)).quantize(Decimal("0.01")) for value in values]


def parts(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
