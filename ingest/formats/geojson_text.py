"""Converts a GeoJSON file of areas to CSV: one row for each feature, with its properties and its
boundary.

The boundary is a text: rings separated by `;`, the points of a ring by spaces, the two coordinates
of a point by a comma, as the file has them. The rings of a polygon, its holes and the parts of a
multipolygon follow each other: drawn with the even-odd rule they give the area.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.errors import FileRejected
from ingest.formats.csv_text import Text

BOUNDARY = "boundary"
MAX_MB = 64
MAX_POINTS = 1_000_000
MAX_VALUES = (
    5 * MAX_POINTS
)  # brackets, braces and commas: each value takes memory, also an empty one
EXPECTED = "Expected a GeoJSON FeatureCollection of Polygon or MultiPolygon features"


def open_text(kept: Path, name: str, scratch: Path) -> Text:
    """Write the features as rows to `scratch`.

    Raises FileRejected for a file that is too large or no such GeoJSON.
    """
    features = _features(kept, name)
    rows = [_properties(feature, name) for feature in features]
    headers = list(dict.fromkeys(header for row in rows for header in row))
    if BOUNDARY in headers:
        raise FileRejected(f"{name} has a property '{BOUNDARY}', the name of the area's outline.")
    points = 0
    with scratch.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([*headers, BOUNDARY])
        for feature, row in zip(features, rows, strict=True):
            rings = [list(_points(ring, name)) for ring in _rings(feature, name)]
            points += sum(map(len, rings))
            if points > MAX_POINTS:
                raise FileRejected(
                    f"{name} has more than {MAX_POINTS:,} points. Expected fewer; send "
                    "generalised boundaries, such as those that ONS marks BUC."
                )
            boundary = ";".join(" ".join(f"{x},{y}" for x, y in ring) for ring in rings)
            writer.writerow([*(row.get(header, "") for header in headers), boundary])
    return Text(scratch, ",", [*headers, BOUNDARY])


def _features(kept: Path, name: str) -> list[dict[str, Any]]:
    if kept.stat().st_size > MAX_MB << 20:
        raise FileRejected(
            f"{name} has more than {MAX_MB} MB. Expected less; send generalised boundaries, such "
            "as those that ONS marks BUC."
        )
    written = kept.read_bytes()
    if sum(map(written.count, (b"[", b"{", b","))) > MAX_VALUES:
        raise FileRejected(
            f"{name} has more than {MAX_VALUES:,} values. Expected at most {MAX_POINTS:,} points; "
            "send generalised boundaries, such as those that ONS marks BUC."
        )
    try:
        content = json.loads(written.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise FileRejected(f"{name} is not complete JSON in UTF-8. {EXPECTED}.") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise FileRejected(f"{name} has no list of features. {EXPECTED}.")
    if not features:
        raise FileRejected(f"{name} has no feature. Expected one for each ward; send it again.")
    return features


def _properties(feature: dict[str, Any], name: str) -> dict[str, str]:
    found = feature.get("properties")
    if not isinstance(found, dict):
        raise FileRejected(f"{name} has a feature without properties. {EXPECTED}.")
    return {
        key: str(value)
        for key, value in found.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def _rings(feature: dict[str, Any], name: str) -> Iterator[Any]:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise FileRejected(f"{name} has a feature that is not an area. {EXPECTED}.")
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = [coordinates] if kind == "Polygon" else coordinates
    for polygon in _listed(polygons, name):
        yield from _listed(polygon, name)


def _points(ring: Any, name: str) -> Iterator[tuple[float, float]]:
    for point in _listed(ring, name):
        x_and_y = _listed(point, name)[:2]
        if len(x_and_y) < 2 or not all(_is_number(each) for each in x_and_y):
            raise FileRejected(f"{name} has a point that is not a pair of numbers. {EXPECTED}.")
        yield float(x_and_y[0]), float(x_and_y[1])


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) < 1e8


def _listed(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise FileRejected(f"{name} has coordinates that are not a list. {EXPECTED}.")
    return value
