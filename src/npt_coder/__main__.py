"""`python -m npt_coder` is the same program as `npt-coder`."""

from npt_coder.cli.app import main

main()
