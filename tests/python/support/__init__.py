"""Support for the tests: a software phone, its user, the running service, and ways to inspect them."""

# Seconds. Longer than anything a test waits for takes on the slowest machine.
LONGEST_WAIT = 300.0
