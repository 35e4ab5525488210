"""What may a person send about a forum?"""
