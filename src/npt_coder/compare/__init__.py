"""Compare: few cases with their outcome, and which conditions go with it, without p-values."""
