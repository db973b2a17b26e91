"""The other peer: the same stories in Wagtail, read by its API v2. Runs in an environment of its own."""
