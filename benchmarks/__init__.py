"""How fast is the vote on this machine, and against which limit?"""
