"""What a check of the engine found, as HTML."""

from __future__ import annotations

from html import escape

from ..engine import EngineReport
from ..translation import tr


def report_html(report: EngineReport) -> str:
    """What a check found, for people."""
    lines: list[str] = []
    if report.is_healthy:
        lines.append(f"<p><b>{escape(tr('The engine is ready.'))}</b></p>")
    else:
        lines.append(f"<p><b>{escape(tr('The engine is not ready:'))}</b></p><ul>")
        lines += [f"<li>{escape(problem)}</li>" for problem in report.problems]
        lines.append("</ul>")
    devices = ", ".join(report.devices) or "–"
    facts = [
        (tr("Engine"), report.engine_version),
        (tr("Python"), report.python_version),
        (tr("Computes on"), devices),
    ]
    facts += [(name, version or tr("missing")) for name, version in report.packages]
    lines.append("<table>")
    lines += [
        f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(value)}</td></tr>"
        for name, value in facts
    ]
    lines.append("</table>")
    return "".join(lines)
