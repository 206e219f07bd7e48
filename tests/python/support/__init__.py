"""The world of the tests: a phone in software, somebody who holds it, the running service, and eyes on all of them."""
