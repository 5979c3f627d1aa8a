"""How pictures of a report look: SVG that fits light and dark pages."""

from __future__ import annotations

import colorsys
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# The page gives these other values where it is dark.
INK, MUTED, LINE, ACCENT = "#1f2328", "#59636e", "#d1d9e0", "#0a66c2"
_VARIABLES = {INK: "--ink", MUTED: "--muted", LINE: "--line", ACCENT: "--accent"}
# Lines of these lightnesses are seen on white and on black.
_LIGHTNESS = (0.38, 0.6)
_LIGHTNESS_OF_GRAY = 0.5
_REM_OF_POINT = 0.089
_STYLE: Any = {
    # A dollar sign in the name of a class begins no formula.
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "rv-studio",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.titlecolor": INK,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "lines.linewidth": 1.8,
}


@contextmanager
def drawing(width_in: float, height_in: float) -> Iterator[Figure]:
    """A figure in the style of the reports; what is set and saved inside of the block has it."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure


def unit_axes(axes: Axes, x_label: str, y_label: str) -> None:
    """Axes from 0 to 1 with a grid."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([0, 0.25, 0.5, 0.75, 1], ["0", ".25", ".5", ".75", "1"])
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.grid(color=LINE, linewidth=0.7)
    axes.tick_params(length=0)


def to_svg(figure: Figure) -> str:
    """The figure as the text of an SVG file with a clear background, the same each time."""
    text = io.StringIO()
    figure.savefig(
        text, format="svg", transparent=True, metadata={"Date": None, "Creator": "RV Studio"}
    )
    return text.getvalue()


def inlined(svg: str, name: str, label: str) -> str:
    """An SVG file as an element of an HTML page, which follows the page's colours.

    Args:
        svg: What `to_svg` gave.
        name: Makes its ids different from those of others in the page.
        label: What is read to those who do not see it.
    """
    element = svg[svg.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', element)
    element = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{name}-", element)
    for color, variable in _VARIABLES.items():
        element = element.replace(color, f"var({variable})")
    spoken = label.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    # Letters have the same size in all pictures.
    found = re.search(r'viewBox="0 0 ([\d.]+)', element)
    width = "" if found is None else f' style="max-width: {float(found[1]) * _REM_OF_POINT:.1f}rem"'
    return element.replace("<svg", f'<svg role="img" aria-label="{spoken}"{width}', 1)


def line_color(color: str) -> str:
    """A class's colour, darker or lighter where a line of it could not be seen."""
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    low, high = _LIGHTNESS
    lightness = min(max(lightness, low), high)
    if saturation < 0.1:
        lightness = _LIGHTNESS_OF_GRAY
    rgb = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def shortened(name: str, length: int = 18) -> str:
    """A name that fits at an axis."""
    return name if len(name) <= length else f"{name[: length - 1]}…"
