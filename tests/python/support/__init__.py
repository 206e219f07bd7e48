"""The world of the tests: a phone in software, somebody who holds it, the running service, and eyes on all of them."""

# Seconds. Nothing that a test waits for takes this long on the slowest machine; what does never happens.
LONGEST_WAIT = 300.0
