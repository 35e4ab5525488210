"""Two fictional towns to try the product with; everything goes through the services of real ones."""
