"""The page's charts as SVG, drawn by matplotlib; text stays text, and the same data give the same
bytes."""

import io
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from publish.page.drawings import drawn_once

mpl.use("svg")

INK, FAINT, ACCENT, ALERT, QUIET = "#1d2733", "#5b6875", "#1f5fa8", "#b3361f", "#c3cedb"
LOOK: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "send",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "hatch.color": FAINT,
}
TWENTY_WEEKS, YEAR, BAND = 20, 52, 4
SMALL_HEIGHT = 3  # of every bar of 1 to 5 requests


@drawn_once
def rate_by_week(
    weeks: Any, rates: Sequence[Any], target: Decimal | None, england: Sequence[tuple[str, Any]]
) -> str:
    """Draw the rate in per cent by date, with gaps where it is unknown, the target and England's
    rate."""

    def draw(axes: Axes) -> None:
        known = [float("nan") if rate is None else float(rate) for rate in rates]
        axes.plot(weeks, known, color=ACCENT, linewidth=2.2)
        if target is not None:
            axes.axhline(float(target), color=ALERT, linewidth=1.2, linestyle="--")
            _label_line(axes, weeks, float(target), f"target {target} %", ALERT)
        for period, value in england:
            axes.axhline(float(value), color=FAINT, linewidth=1.2, linestyle=":")
            _label_line(axes, weeks, float(value), f"England {period}: {float(value):.1f} %", FAINT)
        axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(DateFormatter("%-d %b %Y"))  # type: ignore[no-untyped-call]
        axes.set_ylim(0, 104)
        axes.set_ylabel("%")

    return _svg(draw, 9.0, 3.0, "Rate of plans issued within 20 weeks, by week")


@drawn_once
def rate_by_half_year(
    ends: Any, rates: Sequence[Any], target: Decimal | None, england: Sequence[tuple[str, Any]]
) -> str:
    """Draw the rate in per cent by the last day of the half-year, with gaps where it is suppressed,
    the target and England's rate."""

    def draw(axes: Axes) -> None:
        known = [float("nan") if rate is None else float(rate) for rate in rates]
        axes.plot(ends, known, color=ACCENT, linewidth=2.2, marker="o")
        if target is not None:
            axes.axhline(float(target), color=ALERT, linewidth=1.2, linestyle="--")
            _label_line(axes, ends, float(target), f"target {target} %", ALERT)
        for period, value in england:
            axes.axhline(float(value), color=FAINT, linewidth=1.2, linestyle=":")
            _label_line(axes, ends, float(value), f"England {period}: {float(value):.1f} %", FAINT)
        axes.set_ylim(0, 104)
        axes.set_ylabel("%")
        axes.set_xticks(ends, [f"to {day:%b %Y}" for day in ends])

    return _svg(draw, 9.0, 3.0, "Rate of plans issued within 20 weeks, by half-year")


def _label_line(axes: Axes, days: Any, height: float, text: str, color: str) -> None:
    if days:
        axes.annotate(
            text, (days[0], height), xytext=(2, 3), textcoords="offset points", color=color
        )


@drawn_once
def open_by_weeks(bands: Sequence[tuple[int, int | None]]) -> str:
    """Draw bars of open requests by weeks since the request, in bands of four weeks (`bands`: first
    week, number); those over 20 weeks have another colour. A number that is not shown is a hatched
    bar of fixed size."""

    def draw(axes: Axes) -> None:
        for first, number in bands:
            color, wide = (ACCENT if first < TWENTY_WEEKS else ALERT), BAND * 0.82
            if number is None:
                bars = axes.bar(first, SMALL_HEIGHT, wide, align="edge", color="white")
                bars[0].set(edgecolor=color, hatch="////")
            else:
                axes.bar(first, number, wide, align="edge", color=color)
        axes.axvline(TWENTY_WEEKS - 0.4, color=FAINT, linewidth=1, linestyle="--")
        axes.set_xticks([0, 8, 16, 20, 28, 40, YEAR], ["0", "8", "16", "20", "28", "40", "52+"])
        axes.set_xlabel("weeks since the request")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))

    return _svg(draw, 4.8, 3.0, "Open requests by weeks since the request")


@drawn_once
def open_by_band(bands: Sequence[tuple[str, int | None, bool]]) -> str:
    """Draw a bar of open requests for each band (name, number, whether it is in breach); a
    suppressed number is a hatched mark of fixed size."""

    def draw(axes: Axes) -> None:
        largest = max((number for _, number, _ in bands if number), default=1)
        for place, (_, number, is_late) in enumerate(bands):
            color = ALERT if is_late else ACCENT
            if number is None:
                axes.bar(place, largest / 25, color="white", edgecolor=color, hatch="////")
            else:
                axes.bar(place, number, color=color)
        axes.set_xticks(range(len(bands)), [name for name, *_ in bands])
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))

    return _svg(draw, 4.8, 3.0, "Open requests by time since the request")


@drawn_once
def plans_by_year(
    years: Sequence[tuple[int, int]], published: Sequence[int], breaks: Sequence[int]
) -> str:
    """Draw bars by year; those `published` by DfE are lighter, and a dashed line stands before each
    year of `breaks`."""

    def draw(axes: Axes) -> None:
        colors = [QUIET if year in published else ACCENT for year, _ in years]
        bars = axes.bar([year for year, _ in years], [n for _, n in years], color=colors)
        axes.bar_label(bars, fmt="{:,.0f}", fontsize=8, color=FAINT, padding=2)
        for year in breaks:
            axes.axvline(year - 0.5, color=FAINT, linewidth=1, linestyle="--")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        axes.margins(y=0.12)

    return _svg(draw, 4.8, 3.0, "Plans on the January census day, by year")


@drawn_once
def plans_by_need(needs: Sequence[tuple[str, int | None]]) -> str:
    """Draw bars by need, largest first; a suppressed count is a hatched mark of fixed size."""

    def draw(axes: Axes) -> None:
        largest = max((plans for _, plans in needs if plans), default=1)
        for place, (_, plans) in enumerate(needs):
            if plans is None:
                axes.barh(place, largest / 25, color="white", edgecolor=FAINT, hatch="////")
            else:
                axes.barh(place, plans, color=ACCENT)
        axes.set_yticks(range(len(needs)), [need for need, _ in needs])
        axes.invert_yaxis()

    return _svg(draw, 4.8, max(1.2, 0.27 * len(needs) + 0.6), "Plans by primary need")


def _svg(draw: Callable[[Axes], None], width: float, height: float, title: str) -> str:
    """Return the drawing without its XML head, for use within a page."""
    with mpl.rc_context(LOOK):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure.subplots())
        drawn = io.StringIO()
        about = {"Date": None, "Title": title}
        figure.savefig(drawn, format="svg", metadata=about, transparent=True)
    svg = drawn.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)
