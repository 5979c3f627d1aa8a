"""Losses for answers that are classes, of pixels or of whole images."""
