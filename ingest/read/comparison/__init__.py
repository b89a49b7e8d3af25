"""What gate 1 compares a file with: earlier files of the authority, and what they refer to."""
