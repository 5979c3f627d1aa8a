"""A small made-up town, seen from the air, with labels: for trying out, demos and tests."""

from rv_engine.sample_data.sample_set import SampleData, find_sample_data, write_sample_data

__all__ = ["SampleData", "find_sample_data", "write_sample_data"]
