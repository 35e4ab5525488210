"""What may a template see of forums?"""
