"""Review: what people decide about suggestions."""
