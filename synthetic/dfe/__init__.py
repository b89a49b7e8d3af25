"""DfE's yearly release, with England's published figures and those of the invented authorities."""
