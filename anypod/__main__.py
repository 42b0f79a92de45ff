"""Lets `python -m anypod` be the command."""

from anypod.cli import main

if __name__ == "__main__":
    main(prog_name="anypod")
