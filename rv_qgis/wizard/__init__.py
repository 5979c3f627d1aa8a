"""The wizard: from layers on the map to a training, one page a file."""
