"""Export: a study to files for people and other tools."""
