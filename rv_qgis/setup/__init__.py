"""The page that sets the engine up."""
