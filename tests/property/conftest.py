"""Settings of the property tests: bounded work, and no verdict by the clock of a busy machine."""

from hypothesis import settings

settings.register_profile("hoithi", max_examples=150, deadline=None, print_blob=True)
settings.load_profile("hoithi")
