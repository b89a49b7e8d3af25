"""Boundaries of wards arrive as GeoJSON, of bounded size."""

import json
from typing import Any

import pytest

from ingest.formats import geojson_text

FILE = "205/geography/ward_boundaries__2026-05-07.geojson"
RAW = "from '{raw}/geography/ward_boundaries/205/*.parquet' order by ward_code"
SQUARE = [[0, 51.5], [0.1, 51.5], [0.1, 51.6], [0, 51.5]]


def feature(code: str, kind: str = "Polygon", coordinates: Any = None) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    properties = {"WD24CD": code, "WD24NM": f"Ward {code}", "FID": 7, "empty": None}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_each_feature_is_a_ward_with_its_outline(installation):
    hole = [[0.05, 51.55, 9.9], [0.06, 51.55], [0.06, 51.56]]
    parts = [[SQUARE, hole], [SQUARE]]
    wards = (feature("E05000001"), feature("E05000002", "MultiPolygon", parts))
    installation.send(FILE, collection(*wards))
    [receipt] = installation.load().values()
    assert receipt.outcome == "accepted", receipt.findings
    square, small = "0.0,51.5 0.1,51.5 0.1,51.6 0.0,51.5", "0.05,51.55 0.06,51.55 0.06,51.56"
    assert installation.rows(f"select ward_code, ward_name, boundary {RAW}") == [
        ("E05000001", "Ward E05000001", square),
        ("E05000002", "Ward E05000002", f"{square};{small};{square}"),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (collection(feature("E05000001"))[:-30], "is not complete JSON"),
        ("[" * 100_000, "is not complete JSON"),
        ("[]", "has no list of features"),
        (collection(), "has no feature"),
        (collection("ward"), "has no list of features"),
        (collection({"properties": None}), "without properties"),
        (collection(feature("E05000001", "Point", [0, 51])), "is not an area"),
        (collection(feature("E05000001", coordinates=[[["0", 51]]])), "not a pair of numbers"),
        (collection(feature("E05000001", coordinates=[[[float("nan"), 51]]])), "not a pair of"),
        (collection(feature("E05000001", coordinates={"a": 1})), "are not a list"),
    ],
)
def test_what_is_no_geojson_of_areas_is_rejected_in_one_message(installation, content, why):
    installation.send(FILE, content)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert why in receipt.findings[0]


def test_more_points_than_the_bound_are_rejected(installation, monkeypatch):
    monkeypatch.setattr(geojson_text, "MAX_POINTS", 7)
    installation.send(FILE, collection(feature("E05000001"), feature("E05000002")))
    [receipt] = installation.load().values()
    assert "more than 7 points" in receipt.findings[0]


def test_values_that_are_no_points_are_bounded_before_they_take_memory(installation, monkeypatch):
    monkeypatch.setattr(geojson_text, "MAX_VALUES", 40)
    installation.send(FILE, '{"features": [' + ",".join(["{}"] * 40) + "]}")
    [receipt] = installation.load().values()
    assert "more than 40 values" in receipt.findings[0]


def test_a_larger_file_than_the_bound_is_rejected_before_it_is_parsed(installation, monkeypatch):
    monkeypatch.setattr(geojson_text, "MAX_MB", 0)
    installation.send(FILE, collection(feature("E05000001")))
    [receipt] = installation.load().values()
    assert "more than 0 MB" in receipt.findings[0]
