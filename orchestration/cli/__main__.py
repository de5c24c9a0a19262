"""`python -m orchestration.cli`: the command `segments`."""

from orchestration.cli import main

if __name__ == "__main__":
    main()
