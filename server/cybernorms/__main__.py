"""Run the command line with ``python -m cybernorms``."""

from cybernorms.cli import main

if __name__ == "__main__":
    main()
