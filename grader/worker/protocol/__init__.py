"""The messages between the judge and a worker, as values: requests, and all messages that a worker sends.

Each value has one writer (`to_wire`, which makes data for wire.pack) and one reader (`from_wire`, which takes data from
wire.unpack). The readers of a worker's messages check the whole form, because student code may have written the bytes. They
raise WireError for a message of another form.
"""
