"""The HTTP door, one file a noun: what comes in is checked, turned into a call of `Assistant`, and what comes back is sent."""
