"""Facts about a program: what is active, what may share memory. Nothing here changes the program."""
