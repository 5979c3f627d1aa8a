"""An evaluation as a page for people, and as pictures."""

from rv_engine.evaluate.report.run_facts import RunFacts
from rv_engine.evaluate.report.writing import write_report

__all__ = ["RunFacts", "write_report"]
