"""A map of wards as SVG, drawn from their outlines: darker wards have more plans."""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 600  # units of the drawing
LATITUDES, LONGITUDES = 90, 180
# From few plans to many; text is drawn on none of them.
SHADES = ("#e3ebf4", "#b9cde4", "#8aaed2", "#5487bd", "#1f5fa8")
NONE, EDGE, HATCH = "#ffffff", "#5b6875", "few-plans"
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Ward:
    """A ward: its name, its outline as in marts.ward_boundaries, and its plans; None where they are
    not shown."""

    name: str
    boundary: str
    plans: int | None


def draw(wards: Sequence[Ward], title: str) -> str:
    """Return the map; empty where there is no ward. The same wards give the same bytes."""
    outlines = [_rings(ward.boundary) for ward in wards]
    points = [point for rings in outlines for ring in rings for point in ring]
    if not points:
        return ""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    in_degrees = abs(south) <= LATITUDES and abs(north) <= LATITUDES and abs(east) <= LONGITUDES
    # a degree of longitude is shorter than one of latitude; the National Grid is in metres
    narrower = math.cos(math.radians((south + north) / 2)) if in_degrees else 1.0
    scale = WIDTH / max((east - west) * narrower, (north - south), 1e-9)
    height = max(1, round((north - south) * scale))
    width = max(1, round((east - west) * narrower * scale))
    bounds = _bounds([ward.plans for ward in wards if ward.plans])
    paths = []
    for ward, rings in zip(wards, outlines, strict=True):
        placed = [
            [(round((x - west) * narrower * scale), round((north - y) * scale)) for x, y in ring]
            for ring in rings
        ]
        shown = "suppressed" if ward.plans is None else f"{ward.plans:,} plans"
        paths.append(
            f'<path d="{_path(placed)}" fill="{_fill(ward.plans, bounds)}">'
            f"<title>{html.escape(ward.name)}: {shown}</title></path>"
        )
    return (
        f'<svg class="map" role="img" aria-label="{html.escape(title)}" '
        f'viewBox="-2 -2 {width + 4} {height + 4}">'
        f'<defs><pattern id="{HATCH}" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V8" stroke="{EDGE}"/></pattern></defs>'
        f'<g stroke="{EDGE}" fill-rule="evenodd">{"".join(paths)}</g></svg>' + _legend(bounds)
    )


def _rings(boundary: str) -> list[Ring]:
    return [
        [(float(x), float(y)) for x, y in (point.split(",") for point in ring.split())]
        for ring in boundary.split(";")
        if ring
    ]


def _path(rings: list[list[tuple[int, int]]]) -> str:
    """The rings as a path; points that fall on the one before are left out, so that a ward of many
    thousand points costs no more than can be seen."""
    drawn = []
    for ring in rings:
        kept = [point for n, point in enumerate(ring) if n == 0 or point != ring[n - 1]]
        drawn.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "Z")
    return "".join(drawn)


def _bounds(plans: list[int]) -> list[int]:
    """The most plans of each shade, so that each has about as many wards."""
    ordered = sorted(plans)
    steps = len(SHADES)
    found = {ordered[-(-len(ordered) * n // steps) - 1] for n in range(1, steps + 1) if ordered}
    return sorted(found)


def _fill(plans: int | None, bounds: list[int]) -> str:
    if plans is None:
        return f"url(#{HATCH})"
    if plans == 0:
        return NONE
    place = next(n for n, most in enumerate(bounds) if plans <= most)
    return SHADES[len(SHADES) - len(bounds) + place]


def _legend(bounds: list[int]) -> str:
    items, least = [], 1
    for place, most in enumerate(bounds):
        shade = SHADES[len(SHADES) - len(bounds) + place]
        items.append(f'<span><i style="background:{shade}"></i>{least:,} to {most:,}</span>')
        least = most + 1
    items.append('<span><i class="hatched"></i>suppressed</span>')
    return f'<p class="legend">Plans: {"".join(items)}</p>'
