"""Takes customers out of everything that the project keeps, and out of what later refreshes take in."""
