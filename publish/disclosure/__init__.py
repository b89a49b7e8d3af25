"""The audit of the open tables: can a reader derive a suppressed count from them together?"""
