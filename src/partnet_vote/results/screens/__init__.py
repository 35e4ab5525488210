"""What may templates see of results: the public page, the staff's, the council's?"""
