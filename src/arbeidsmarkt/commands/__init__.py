"""One module a command. Each is imported only when it is called, so that no command pays for another's imports."""
