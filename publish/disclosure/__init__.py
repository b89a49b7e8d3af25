"""The audit of what may be passed on: can a reader derive a suppressed count from all of it?"""
