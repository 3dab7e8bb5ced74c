"""The commands, one per module. A command's module is only imported when it is called, which keeps commands fast."""
