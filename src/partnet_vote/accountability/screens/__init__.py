"""What may a template see of what followed a forum?"""
