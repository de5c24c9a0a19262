"""The subcommands of `segments`, one module each."""
