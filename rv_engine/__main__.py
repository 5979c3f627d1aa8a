"""`python -m rv_engine`: the command line."""

from rv_engine.cli.main import main

if __name__ == "__main__":
    main()
