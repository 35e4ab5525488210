"""What do the words of accountability mean, and what is decided?"""
