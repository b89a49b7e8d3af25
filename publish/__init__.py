"""The doors out: what passed every gate, whole, for readers who never open the warehouse."""
