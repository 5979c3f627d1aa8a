"""Giving each pixel a class."""
