"""The command line `rv`: one module a command."""
