"""Agree: how far coders say the same of the same units, in figures that name what they rest on."""
