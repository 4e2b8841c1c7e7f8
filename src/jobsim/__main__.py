"""``python -m jobsim`` is the command line."""

from jobsim.cli import main

if __name__ == "__main__":
    main()
