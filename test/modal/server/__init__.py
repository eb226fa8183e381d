"""A stand-in for Modal's service on loopback, for its real client. What it proves and what not: ../README.md."""
