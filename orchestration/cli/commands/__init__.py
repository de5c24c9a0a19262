"""The subcommands of `segments`, a module each."""
