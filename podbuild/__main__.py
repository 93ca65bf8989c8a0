"""`python -m podbuild`."""

from podbuild.cli.main import main

if __name__ == "__main__":
    main()
