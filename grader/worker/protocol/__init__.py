"""What the judge and a worker say to each other, as values: requests, and replies with all that a worker sends.

Each value has one writer (`to_wire`, data for wire.pack) and one reader (`from_wire`, which takes what wire.unpack
returned). The readers of what a worker sends check the whole form, because student code may have written the bytes:
a message of another form is a WireError.
"""
