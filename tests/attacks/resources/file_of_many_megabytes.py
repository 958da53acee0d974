# stopped by: resource limits
# harm: claimed
# ends as: raised
"""Fill the disk with one file (of nothing but a hole here)."""


def double(x):
    with open("large", "wb") as file:
        file.truncate(64 << 20)
    print("HARM " + "DONE")
    return x
