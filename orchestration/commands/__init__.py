"""The subcommands of `segments`, a file each."""
