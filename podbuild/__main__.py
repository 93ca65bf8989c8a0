"""`python -m podbuild`."""

from podbuild.cli.start import main

if __name__ == "__main__":
    main()
