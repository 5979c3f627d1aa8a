"""Random changes of samples, for images with any number of bands."""
