"""`$SEND_HOME`: where it lies, who reads it, and how a file is written in it."""
