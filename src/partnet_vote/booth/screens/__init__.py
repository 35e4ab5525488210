"""What may a template of the booth see: the voter's four steps, the clerks' slips?"""
