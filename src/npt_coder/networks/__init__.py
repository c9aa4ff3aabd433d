"""Networks: whom link workers work with, from a table of contacts to ties and bridges."""
