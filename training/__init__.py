"""Training: the corpus, and the scripts that make and judge the shipped model."""
